import { type Attribute, attributesOf } from "@beacom/radius";
import { type Result, ok } from "@beacom/result";
import type { LocalView, NasEntry } from "#application/local-view";
import { sessionFields } from "#domain/live-change";
import type { AccessProfile } from "#domain/policy/access-profile";
import {
  decideEntitlement,
  type Entitlement,
  type EntitlementRefusal,
  type Occasion,
  type Tell,
} from "#domain/policy/entitlement";
import {
  type AccessDefaults,
  type Assigned,
  changedAttributes,
  momentaryAttributes,
  secondsLeft,
  steadyAttributes,
} from "#domain/policy/granted-attributes";
import { type NamedAttribute, type NasKind, render } from "#domain/policy/nas-kind";
import type { Session } from "#domain/session";
import type { Subscriber } from "#domain/subscriber";

export type Granted = {
  readonly entitled: Entitlement;
  readonly kind: NasKind;
  /** What does not differ from login to login. */
  readonly steady: readonly Attribute[];
  readonly countsFromFirstLogin: boolean;
  /** Nothing is counted, given out or measured in time: `steady` is all of it, each time. */
  readonly everyLoginAlike: boolean;
};

type At = { readonly nas: NasEntry; readonly callingStationId: string | undefined; readonly atMs: number };

/** What a subscriber may have at a NAS now, in the NAS's own attributes. */
export type AccessAttributes = {
  of(subscriber: Subscriber, at: At): Result<Granted, EntitlementRefusal>;
  forLogin(granted: Granted, assigned: Assigned, atMs: number): readonly Attribute[];
  forChange(granted: Granted): Attribute[];
  /** What tells the NAS which of its sessions is meant. */
  forSession(session: Session, nas: NasEntry): Attribute[];
  /** The same decision in words, without the memory. */
  explain(subscriber: Subscriber, at: At, tell: Tell): Result<Granted, EntitlementRefusal>;
};

/**
 * Entitlements and their attributes are remembered as long as nothing of them can change: the subscriber is the same object until its row
 * changes, the policy until it is read again, and the entitlement itself says when the hour changes it.
 */
export function accessAttributesWith(deps: {
  view: Pick<LocalView, "policy" | "profileOf">;
  defaults: AccessDefaults;
  /** Of the operator's zone, at that time. */
  localOffsetMs: (atMs: number) => number;
  /** An attribute of the policy cannot be written; it is left out. */
  broken: (attribute: NamedAttribute, reason: unknown) => void;
}): AccessAttributes {
  const { view, defaults } = deps;
  let remembered = new WeakMap<Subscriber, Remembered>();
  let policy = view.policy();

  function decide(subscriber: Subscriber, profile: AccessProfile, { nas, callingStationId, atMs }: At, tell?: Tell) {
    const occasion: Occasion = {
      nasName: nas.nas.name,
      callingStationId,
      atMs,
      localOffsetMs: deps.localOffsetMs(atMs),
    };
    const entitled = decideEntitlement(subscriber, profile, occasion, tell);
    if (!entitled.ok) return entitled;
    const steady = written(steadyAttributes(nas.kind, entitled.value, defaults));
    return ok({
      entitled: entitled.value,
      kind: nas.kind,
      steady,
      countsFromFirstLogin: profile.validSeconds !== undefined,
      everyLoginAlike: isAlike(entitled.value, defaults),
    });
  }

  function written(named: readonly NamedAttribute[]): Attribute[] {
    return named.flatMap((attribute) => {
      const [name, value] = attribute;
      try {
        return attributesOf({ [name]: value }, policy.dictionary);
      } catch (reason) {
        deps.broken(attribute, reason);
        return [];
      }
    });
  }

  return {
    of(subscriber, at) {
      if (policy !== view.policy()) {
        policy = view.policy();
        remembered = new WeakMap();
      }
      const profile = view.profileOf(subscriber);
      const known = remembered.get(subscriber);
      if (known && known.kind === at.nas.kind && at.atMs < known.untilMs) return known.result;
      const result = decide(subscriber, profile, at);
      if (result.ok && !dependsOnOccasion(subscriber, profile)) {
        remembered.set(subscriber, { kind: at.nas.kind, result, untilMs: result.value.entitled.changesAtMs });
      }
      return result;
    },
    forLogin({ entitled, kind, steady, everyLoginAlike }, assigned, atMs) {
      if (everyLoginAlike) return steady;
      return [...steady, ...written(momentaryAttributes(kind, entitled, defaults, { assigned, atMs }))];
    },
    forChange: ({ kind, entitled }) => written(changedAttributes(kind, entitled)),
    forSession: (session, { nas, kind }) =>
      written(render(kind.dynamicAuthorization.session, sessionFields(session, nas))),
    explain: (subscriber, at, tell) => decide(subscriber, view.profileOf(subscriber), at, tell),
  };
}

type Remembered = {
  readonly kind: NasKind;
  readonly result: Result<Granted, EntitlementRefusal>;
  readonly untilMs: number;
};

const isAlike = (entitled: Entitlement, defaults: AccessDefaults): boolean =>
  entitled.simultaneousUse === undefined &&
  isTheRouters(entitled.address) &&
  isTheRouters(entitled.prefix) &&
  isTheRouters(entitled.delegated) &&
  secondsLeft(entitled, defaults, 0) === undefined;

/** The address is the router's own affair, whether or not it is told which pool to take it from. */
const isTheRouters = (source: Entitlement["address"]): boolean => source === undefined || source.from === "nas";

/** Whether another device, place or moment of the first login would be decided otherwise. */
const dependsOnOccasion = ({ personal }: Subscriber, { validSeconds }: AccessProfile): boolean =>
  personal.callingStationIds !== undefined || personal.nasNames !== undefined || validSeconds !== undefined;
