import type { Attribute } from "@beacom/radius";
import type { AccessAttributes } from "#application/access-attributes";
import type { LocalView, NasEntry } from "#application/local-view";
import type { AccessRefusal } from "#domain/access";
import type { SimultaneousUse } from "#domain/policy/access-profile";
import type { Entitlement } from "#domain/policy/entitlement";
import type { Assigned } from "#domain/policy/granted-attributes";
import type { Subscriber } from "#domain/subscriber";

/** How a password was proved: whether it matches, and what the answers must carry because of it. */
export type Proof = {
  readonly matches: boolean;
  readonly accepted: readonly Attribute[];
  readonly refused: readonly Attribute[];
};

export type Login = {
  /** Without its realm. */
  readonly username: string;
  /** When a device logs in by its hardware address: twelve hexadecimal digits. */
  readonly mac: string | undefined;
  readonly nas: NasEntry;
  readonly callingStationId: string | undefined;
  readonly atMs: number;
  /** `isDevice`: found by its hardware address. */
  prove(subscriber: Subscriber, isDevice: boolean): Proof | Promise<Proof>;
};

export type LoginOutcome =
  | {
      readonly kind: "accepted";
      readonly subscriber: Subscriber;
      readonly claimId: string | undefined;
      readonly attributes: readonly Attribute[];
    }
  | { readonly kind: "refused"; readonly reason: AccessRefusal["kind"]; readonly attributes: readonly Attribute[] }
  /** Nobody can tell now: silence makes the NAS ask again, or ask another server. */
  | { readonly kind: "unanswered"; readonly reason: "store-away" };

/** A login that has to be counted or needs an address of ours. */
export type AdmissionRequest = {
  readonly customerId: string;
  readonly nasId: string;
  readonly callingStationId: string | undefined;
  readonly simultaneousUse: SimultaneousUse | undefined;
  /** Names of Beacom's pools. */
  readonly pools: { readonly address?: string; readonly prefix?: string; readonly delegated?: string };
  readonly whenPoolIsEmpty: "without" | "refuse";
};

export type Admission =
  | { readonly kind: "admitted"; readonly claimId: string; readonly assigned: Assigned }
  | { readonly kind: "limit-reached" | "pool-empty" };

export type LogIn = (login: Login) => LoginOutcome | Promise<LoginOutcome>;

/** Decides a login from memory, and waits only for what memory cannot decide: a place among a limited number, an address of a pool. */
export function logInWith(deps: {
  view: LocalView;
  attributes: AccessAttributes;
  /** Looks in the store for whoever the view does not hold yet. Rejects when the store is away. */
  find: (login: { username: string; mac: string | undefined }) => Promise<Subscriber | undefined>;
  admit: (request: AdmissionRequest) => Promise<Admission>;
  firstLogin: (subscriber: Subscriber, atMs: number) => void;
}): LogIn {
  const { view } = deps;

  function decide(login: Login, subscriber: Subscriber | undefined): LoginOutcome | Promise<LoginOutcome> {
    if (subscriber === undefined) return { kind: "refused", reason: "unknown-user", attributes: [] };
    const proof = login.prove(subscriber, subscriber.username !== login.username);
    return proof instanceof Promise
      ? proof.then((proved) => authorize(login, subscriber, proved))
      : authorize(login, subscriber, proof);
  }

  function authorize(login: Login, subscriber: Subscriber, proof: Proof): LoginOutcome | Promise<LoginOutcome> {
    if (!proof.matches) return { kind: "refused", reason: "wrong-password", attributes: proof.refused };
    const granted = deps.attributes.of(subscriber, login);
    if (!granted.ok) return { kind: "refused", reason: granted.error.kind, attributes: proof.refused };
    const { entitled } = granted.value;
    if (granted.value.countsFromFirstLogin && subscriber.firstLoginAtMs === undefined) {
      deps.firstLogin(subscriber, login.atMs);
    }
    const { everyLoginAlike } = granted.value;
    const request = everyLoginAlike
      ? undefined
      : admissionOf(subscriber, entitled, login, view.profileOf(subscriber).whenPoolIsEmpty);
    const accepted = (claimId: string | undefined, assigned: Assigned): LoginOutcome => ({
      kind: "accepted",
      subscriber,
      claimId,
      attributes: joined(deps.attributes.forLogin(granted.value, assigned, login.atMs), proof.accepted),
    });
    const fixed = everyLoginAlike ? nothingAssigned : fixedAddresses(entitled);
    if (request === undefined) return accepted(undefined, fixed);
    return deps
      .admit(request)
      .then((admission) =>
        admission.kind === "admitted"
          ? accepted(admission.claimId, { ...admission.assigned, ...fixed })
          : { kind: "refused", reason: admission.kind, attributes: proof.refused },
      );
  }

  return (login) => {
    const subscriber =
      (login.mac === undefined ? undefined : view.subscriberOfDevice(login.mac)) ?? view.subscriber(login.username);
    if (subscriber || view.isWhole()) return decide(login, subscriber);
    return deps.find(login).then(
      (found) => decide(login, found),
      () => ({ kind: "unanswered", reason: "store-away" }),
    );
  };
}

const nothingAssigned: Assigned = {};

const joined = (attributes: readonly Attribute[], more: readonly Attribute[]): readonly Attribute[] =>
  more.length === 0 ? attributes : [...attributes, ...more];

function admissionOf(
  { customerId }: Subscriber,
  entitled: Entitlement,
  login: Login,
  whenPoolIsEmpty: "without" | "refuse",
): AdmissionRequest | undefined {
  const { address, prefix, delegated, simultaneousUse } = entitled;
  const pools = {
    ...(address?.from === "pool" && { address: address.pool }),
    ...(prefix?.from === "pool" && { prefix: prefix.pool }),
    ...(delegated?.from === "pool" && { delegated: delegated.pool }),
  };
  if (simultaneousUse === undefined && Object.keys(pools).length === 0) return undefined;
  const { callingStationId } = login;
  return { customerId, nasId: login.nas.nas.nasId, callingStationId, simultaneousUse, pools, whenPoolIsEmpty };
}

function fixedAddresses({ address, prefix, delegated }: Entitlement): Assigned {
  return {
    ...(address?.from === "fixed" && { address: address.address }),
    ...(prefix?.from === "fixed" && { prefix: prefix.address }),
    ...(delegated?.from === "fixed" && { delegated: delegated.address }),
  };
}
