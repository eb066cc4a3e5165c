import type { Account, UnbilledUse } from "#domain/account";
import { type AccountEvent, type AccountEventOf, type Deduction, entriesOf } from "#domain/account-event";
import { type Bundle, octetsRemaining } from "#domain/bundle";
import { isUncapped, type Plan } from "#domain/plan";

/** Everything of an account, free to be changed. One copy is made for a whole list of events. */
export type Draft = {
  -readonly [K in keyof Account]: Account[K] extends ReadonlyMap<infer Id, infer V>
    ? Map<Id, V>
    : Account[K] extends ReadonlySet<infer T>
      ? Set<T>
      : Account[K] extends readonly (infer T)[]
        ? T[]
        : Account[K];
};

/** The account once these events have happened. A history of thousands is folded in one go. */
export function accountAfter(account: Account | undefined, events: readonly AccountEvent[]): Account | undefined {
  let draft = account && draftOf(account);
  for (const event of events) {
    if (event.type === "AccountOpened") draft ??= opened(event);
    else if (draft) apply(draft, event);
    else throw new Error(`${event.type} happened to an account that was never opened`);
  }
  return draft;
}

const draftOf = (account: Account): Draft => ({
  ...account,
  movements: new Set(account.movements),
  adjustments: new Map(account.adjustments),
  holds: new Map(account.holds),
  bundles: [...account.bundles],
  unbilled: [...account.unbilled],
  had: new Map(account.had),
  reservations: new Map(account.reservations),
  members: new Map(account.members),
  restrictions: new Map(account.restrictions),
  sessions: new Map(account.sessions),
});

const opened = ({ accountId, customerId, currency, at }: AccountEventOf<"AccountOpened">): Draft => ({
  accountId,
  customerId,
  currency,
  postedCents: 0n,
  heldCents: 0n,
  movements: new Set(),
  adjustments: new Map(),
  holds: new Map(),
  bundles: [],
  had: new Map(),
  reservations: new Map(),
  outOfBundle: null,
  unbilled: [],
  members: new Map(),
  sharedTerms: null,
  sharedVersion: 0n,
  pool: null,
  restrictions: new Map(),
  sessions: new Map(),
  forgotUpTo: null,
  // Version 0 is nothing announced yet.
  service: { level: "walled-garden", rate: null, reason: "no-bundle", since: at, version: 0n },
});

function apply(draft: Draft, event: Exclude<AccountEvent, { type: "AccountOpened" }>): void {
  for (const entry of entriesOf(event)) if (entry.account === "customer-wallet") draft.postedCents -= entry.amountCents;
  switch (event.type) {
    case "WalletToppedUp":
      draft.movements.add(event.paymentId);
      break;
    case "WalletCredited":
    case "WalletDebited":
      moved(draft, event);
      break;
    case "FundsHeld":
      draft.heldCents += event.amountCents;
      draft.holds.set(event.holdId, event);
      break;
    case "HoldCommitted":
      draft.movements.add(event.holdId);
      ended(draft, event);
      break;
    case "HoldReleased":
      ended(draft, event);
      break;
    case "BundleActivated":
      activated(draft, event);
      break;
    case "UsageCharged":
      charged(draft, event);
      break;
    case "SharedUsageCharged":
      deducted(draft, event.deductions, event.at);
      memberUsed(draft, event);
      break;
    case "UsageNoticeRaised":
      changeBundle(draft, event.bundleId, (bundle) => ({
        ...bundle,
        noticesPercent: [...bundle.noticesPercent, event.percent],
      }));
      break;
    case "BundleExpired":
      changeBundle(draft, event.bundleId, (bundle) => ({
        ...bundle,
        octetsExpired: bundle.octetsExpired + event.octetsExpired,
        state: "expired",
        closedAt: event.at,
      }));
      break;
    case "BundleRolledOver":
      changeBundle(draft, event.bundleId, (bundle) => ({
        ...bundle,
        expiresAt: event.expiresAt,
        rolledOver: bundle.rolledOver + 1,
      }));
      break;
    case "DataSent":
      draft.movements.add(event.transferId);
      changeBundle(draft, event.bundleId, (bundle) => sent(bundle, event));
      break;
    case "DataReceived":
      draft.bundles.push(received(event, draft.currency));
      break;
    case "OutOfBundleAllowed": {
      const { plan, payer, limitCents } = event;
      draft.outOfBundle = { plan, payer, limitCents, ...nothingUsed };
      break;
    }
    case "OutOfBundleMoved": {
      if (!draft.outOfBundle) throw new Error(`${draft.customerId} has no agreement to move`);
      const { earlierCents, chargedCents } = draft.outOfBundle;
      const { plan } = event;
      draft.outOfBundle = { ...draft.outOfBundle, plan, ...nothingUsed, earlierCents: earlierCents + chargedCents };
      break;
    }
    case "OutOfBundleForbidden":
      draft.outOfBundle = null;
      break;
    case "UsageBilled":
      draft.unbilled = draft.unbilled.filter(({ planId }) => planId !== event.planId);
      if (draft.outOfBundle?.payer === "invoice") draft.outOfBundle = { ...draft.outOfBundle, ...nothingUsed };
      break;
    case "DataReserved":
      draft.reservations.set(event.reservationId, event);
      break;
    case "DataReservationEnded":
      draft.reservations.delete(event.reservationId);
      break;
    case "ServiceRestricted":
      draft.restrictions.set(event.source, event.restriction);
      break;
    case "ServiceRestrictionLifted":
      draft.restrictions.delete(event.source);
      break;
    case "MemberAdded":
      // Another limit is a limit of the whole: what was used counts.
      draft.members.set(event.memberId, {
        limitOctets: event.limitOctets,
        octetsUsed: draft.members.get(event.memberId)?.octetsUsed ?? 0n,
      });
      break;
    case "MemberRemoved":
      draft.members.delete(event.memberId);
      break;
    case "SharedTermsChanged":
      draft.sharedTerms = event.terms;
      draft.sharedVersion = event.version;
      break;
    case "PoolJoined":
      draft.pool = { ownerId: event.ownerId, terms: null, version: 0n };
      break;
    case "PoolLeft":
      draft.pool = null;
      break;
    case "SharedTermsNoted":
      if (draft.pool) draft.pool = { ...draft.pool, terms: event.terms, version: event.version };
      break;
    case "ServiceStateChanged":
      draft.service = event.service;
      break;
    case "BundleNotActivated":
      break;
    default:
      event satisfies never;
  }
}

function ended(draft: Draft, { holdId, heldCents }: AccountEventOf<"HoldCommitted" | "HoldReleased">): void {
  draft.heldCents -= heldCents;
  draft.holds.delete(holdId);
}

function moved(draft: Draft, event: AccountEventOf<"WalletCredited" | "WalletDebited">): void {
  draft.movements.add(event.movementId);
  const why = event.type === "WalletCredited" ? event.source : event.purpose;
  if (why === "adjustment") {
    const { amountCents, entries } = event;
    const direction = event.type === "WalletCredited" ? "credit" : "debit";
    draft.adjustments.set(event.movementId, { amountCents, entries, direction, reversed: false });
  }
  const taken = event.reverses === null ? undefined : draft.adjustments.get(event.reverses);
  if (taken) draft.adjustments.set(event.reverses!, { ...taken, reversed: true });
}

function activated(draft: Draft, event: AccountEventOf<"BundleActivated">): void {
  const { plan, order, bundleId, source, purchaseKey, octetsGranted, netCents, at, expiresAt } = event;
  draft.bundles.push({
    ...freshBundle({ bundleId, plan, order, source, purchaseKey, octetsGranted, netCents, at, expiresAt }),
    currency: draft.currency,
  });
  if (plan.mostPerCustomer !== null && order === 0) draft.had.set(plan.planId, (draft.had.get(plan.planId) ?? 0) + 1);
}

type Fresh = Pick<Bundle, "bundleId" | "plan" | "order" | "source" | "purchaseKey" | "octetsGranted" | "netCents"> & {
  readonly at: Date;
  readonly expiresAt: Date;
};

function freshBundle({ at, ...bundle }: Fresh): Omit<Bundle, "currency"> {
  const allowance = bundle.plan.allowances[bundle.order];
  if (!allowance) throw new Error(`${bundle.plan.planId} has no allowance ${bundle.order}`);
  return {
    ...bundle,
    allowance,
    octetsUsed: 0n,
    octetsExpired: 0n,
    octetsSent: 0n,
    earnedUpTo: at,
    activatedAt: at,
    rolledOver: 0,
    state: "active",
    closedAt: null,
    noticesPercent: [],
  };
}

function received(event: AccountEventOf<"DataReceived">, currency: Account["currency"]): Bundle {
  const { plan, order, bundleId, transferId, octets: octetsGranted, netCents, rolledOver, at, expiresAt } = event;
  const from = { source: "transfer", purchaseKey: `transfer:${transferId}` } as const;
  return {
    ...freshBundle({ bundleId, plan, order, ...from, octetsGranted, netCents, at, expiresAt }),
    rolledOver,
    currency,
  };
}

const nothingUsed = { octetsUsed: 0n, chargedCents: 0n, earlierCents: 0n };

function charged(draft: Draft, event: AccountEventOf<"UsageCharged">): void {
  const known = draft.sessions.get(event.sessionId);
  draft.sessions.set(event.sessionId, {
    startedAt: known?.startedAt ?? event.startedAt,
    lastReportAt: known && known.lastReportAt > event.reportedAt ? known.lastReportAt : event.reportedAt,
    endedAt: event.endedAt ?? known?.endedAt ?? null,
    octetsDown: event.octetsDown,
    octetsUp: event.octetsUp,
  });
  deducted(draft, event.deductions, event.at);
  if (event.outOfBundle && draft.outOfBundle) {
    const { octets, cents } = event.outOfBundle;
    const { octetsUsed, chargedCents } = draft.outOfBundle;
    draft.outOfBundle = { ...draft.outOfBundle, octetsUsed: octetsUsed + octets, chargedCents: chargedCents + cents };
    if (draft.outOfBundle.payer === "invoice") usedOnAccount(draft, draft.outOfBundle.plan, event);
  }
}

function usedOnAccount(draft: Draft, { planId, name, tax }: Plan, event: AccountEventOf<"UsageCharged">): void {
  const { octets = 0n, cents = 0n } = event.outOfBundle ?? {};
  let netCents = 0n;
  for (const { account, amountCents } of event.entries) if (account === "accrued-revenue") netCents += amountCents;
  const index = draft.unbilled.findIndex((use) => use.planId === planId);
  const before = draft.unbilled[index] ?? { octets: 0n, cents: 0n, netCents: 0n, since: event.at };
  const use: UnbilledUse = {
    planId,
    name,
    tax,
    octets: before.octets + octets,
    cents: before.cents + cents,
    netCents: before.netCents + netCents,
    since: before.since,
  };
  if (index < 0) draft.unbilled.push(use);
  else draft.unbilled[index] = use;
}

function deducted(draft: Draft, deductions: readonly Deduction[], at: Date): void {
  for (const { bundleId, octets } of deductions)
    changeBundle(draft, bundleId, (bundle) => {
      const used = { ...bundle, octetsUsed: bundle.octetsUsed + octets };
      if (isUncapped(bundle.allowance)) return { ...used, earnedUpTo: at > used.earnedUpTo ? at : used.earnedUpTo };
      return octetsRemaining(used) > 0n ? used : { ...used, state: "used-up", closedAt: at };
    });
}

function memberUsed(draft: Draft, { memberId, octets }: AccountEventOf<"SharedUsageCharged">): void {
  const member = draft.members.get(memberId);
  if (member) draft.members.set(memberId, { ...member, octetsUsed: member.octetsUsed + octets });
}

function sent(bundle: Bundle, { octets, netCents, at }: AccountEventOf<"DataSent">): Bundle {
  const less = { ...bundle, octetsSent: bundle.octetsSent + octets, netCents: bundle.netCents - netCents };
  if (octetsRemaining(less) > 0n) return less;
  return { ...less, state: less.octetsUsed > 0n ? "used-up" : "sent", closedAt: at };
}

function changeBundle(draft: Draft, bundleId: string, change: (bundle: Bundle) => Bundle): void {
  const index = draft.bundles.findIndex((bundle) => bundle.bundleId === bundleId);
  const bundle = draft.bundles[index];
  if (!bundle) throw new Error(`${bundleId} is not a bundle of ${draft.customerId}`);
  draft.bundles[index] = change(bundle);
}
