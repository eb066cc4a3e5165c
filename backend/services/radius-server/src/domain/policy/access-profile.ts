import type { Rate } from "#domain/policy/rate";
import type { WeeklyWindow } from "#domain/policy/weekly-window";
import type { ServiceState } from "#domain/service-state";

export type Level = ServiceState["level"];

/** Where an address comes from: one of Beacom's pools, or a pool that the NAS keeps itself. */
export type AddressSource = { readonly from: "pool" | "nas"; readonly pool: string };

export type SimultaneousUse = {
  readonly most: number;
  /** `disconnect-oldest`: the newest device wins, as people expect who change their phone. */
  readonly whenReached: "refuse" | "disconnect-oldest";
};

/** An attribute by the dictionary's name, for every NAS or one kind of it, at every level or one of them. */
export type ExtraAttribute = {
  readonly attribute: string;
  readonly value: string;
  readonly kind: string | undefined;
  readonly level: Level | undefined;
};

/** How a service is delivered: what billing does not say, because it is the network's business. Operators keep them as data. */
export type AccessProfile = {
  readonly name: string;
  readonly title: string;
  /** In place of what billing says, while the service is in full. */
  readonly rate: Rate | undefined;
  /** Of the rate, while the service is in full. */
  readonly burst: { readonly percent: number; readonly thresholdPercent: number; readonly seconds: number } | undefined;
  readonly address: AddressSource | undefined;
  readonly prefix: AddressSource | undefined;
  readonly delegated: AddressSource | undefined;
  /** `without`: the subscriber comes online with what the NAS gives; an empty pool keeps nobody offline. */
  readonly whenPoolIsEmpty: "without" | "refuse";
  /** The address list or filter at each level. */
  readonly lists: Readonly<Partial<Record<Level, string>>>;
  readonly sessionSeconds: number | undefined;
  readonly idleSeconds: number | undefined;
  readonly interimSeconds: number | undefined;
  readonly simultaneousUse: SimultaneousUse | undefined;
  /** When logins are allowed; a session ends where they close. Empty: always. */
  readonly hours: readonly WeeklyWindow[];
  /** Another speed at some hours, in percent of the rate; the first that is open counts. */
  readonly speeds: readonly { readonly windows: readonly WeeklyWindow[]; readonly percent: number }[];
  /** For how long a subscriber may use it, counted from the first login. */
  readonly validSeconds: number | undefined;
  readonly attributes: readonly ExtraAttribute[];
};

export const walledGardenName = "walled-garden";

/** For subscribers that were given no other; an operator may redefine it. */
export const defaultProfile: AccessProfile = {
  name: "default",
  title: "As billing says",
  rate: undefined,
  burst: undefined,
  address: undefined,
  prefix: undefined,
  delegated: undefined,
  whenPoolIsEmpty: "without",
  lists: {},
  sessionSeconds: undefined,
  idleSeconds: undefined,
  interimSeconds: undefined,
  simultaneousUse: undefined,
  hours: [],
  speeds: [],
  validSeconds: undefined,
  attributes: [],
};
