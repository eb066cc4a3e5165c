import type { ExtraAttribute, SimultaneousUse } from "#domain/policy/access-profile";
import type { WeeklyWindow } from "#domain/policy/weekly-window";
import type { ServiceState } from "#domain/service-state";

/** What the server must know to answer for a username. */
export type Subscriber = {
  readonly customerId: string;
  readonly username: string;
  /** As it is kept: readable (`cleartext`), or only as a hash that came from another server (@beacom/password-hash). */
  readonly password: string;
  readonly passwordForm: "cleartext" | "stored";
  /** Absent until billing-engine has opened the account. */
  readonly service: ServiceState | undefined;
  /** Absent: the default one. */
  readonly profile: string | undefined;
  readonly firstLoginAtMs: number | undefined;
  readonly personal: PersonalAccess;
};

/** What is one subscriber's alone, before what the profile says. */
export type PersonalAccess = {
  readonly disabled?: boolean;
  readonly expiresAtMs?: number;
  readonly address?: string;
  readonly prefix?: string;
  readonly delegated?: string;
  /** RFC 2865's Framed-Route of each network behind the subscriber. */
  readonly routes?: readonly string[];
  readonly simultaneousUse?: SimultaneousUse;
  /** Only from these devices; compared without their punctuation. */
  readonly callingStationIds?: readonly string[];
  /** Only at these routers, by the names that the operator gave them. */
  readonly nasNames?: readonly string[];
  readonly hours?: readonly WeeklyWindow[];
  readonly attributes?: readonly ExtraAttribute[];
};

export const nothingPersonal: PersonalAccess = {};
