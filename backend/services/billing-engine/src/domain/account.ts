import type { Currency } from "@beacom/money";
import type { AccountEvent } from "#domain/account-event";
import { type Bundle, byEarliestExpiry, octetsRemaining } from "#domain/bundle";
import type { ServiceState } from "#domain/service-state";

/** What a session was charged for so far. The counters are the highest reported, so a late or repeated report adds nothing. */
export type ChargedSession = {
  readonly startedAt: Date;
  readonly lastReportAt: Date;
  readonly endedAt: Date | null;
  readonly octetsDown: bigint;
  readonly octetsUp: bigint;
};

export type Account = {
  readonly accountId: string;
  readonly customerId: string;
  readonly currency: Currency;
  /** The ledger balance. Available is posted less held. */
  readonly postedCents: bigint;
  readonly heldCents: bigint;
  readonly creditedPayments: ReadonlySet<string>;
  /** All that are active, and (once trimmed) the last few that ended. */
  readonly bundles: readonly Bundle[];
  /** Sessions heard of in the last weeks; those forgotten are in the projection. */
  readonly sessions: ReadonlyMap<string, ChargedSession>;
  /** No session that was forgotten began later than this, whatever the clocks said since. Null: none was forgotten. */
  readonly forgotUpTo: Date | null;
  readonly service: ServiceState;
};

export const availableCents = (account: Account): bigint => account.postedCents - account.heldCents;

/** A session not heard of for so long is forgotten here; who reports it again must say what it was charged for. */
const sessionMemoryMs = 31 * 86_400_000;
const endedBundlesKept = 8;
const sessionsBeforeForgetting = 64;

type Draft = {
  -readonly [K in keyof Account]: Account[K] extends ReadonlyMap<infer Id, infer V>
    ? Map<Id, V>
    : Account[K] extends ReadonlySet<infer T>
      ? Set<T>
      : Account[K] extends readonly (infer T)[]
        ? T[]
        : Account[K];
};

/** The account once these events have happened. One copy is made for all of them: a history of thousands is folded in one go. */
export function accountAfter(account: Account | undefined, events: readonly AccountEvent[]): Account | undefined {
  let draft: Draft | undefined = account && {
    ...account,
    creditedPayments: new Set(account.creditedPayments),
    bundles: [...account.bundles],
    sessions: new Map(account.sessions),
  };
  for (const event of events) {
    if (event.type === "AccountOpened") draft ??= opened(event);
    else if (draft) apply(draft, event);
    else throw new Error(`${event.type} happened to an account that was never opened`);
  }
  return draft;
}

function opened({ accountId, customerId, currency, at }: Extract<AccountEvent, { type: "AccountOpened" }>): Draft {
  return {
    accountId,
    customerId,
    currency,
    postedCents: 0n,
    heldCents: 0n,
    creditedPayments: new Set(),
    bundles: [],
    sessions: new Map(),
    forgotUpTo: null,
    // Version 0 is nothing announced yet.
    service: { level: "walled-garden", rate: null, reason: "no-bundle", since: at, version: 0n },
  };
}

function apply(draft: Draft, event: Exclude<AccountEvent, { type: "AccountOpened" }>): void {
  if ("entries" in event) draft.postedCents += walletChange(event.entries);
  switch (event.type) {
    case "WalletToppedUp":
      draft.creditedPayments.add(event.paymentId);
      break;
    case "BundleActivated":
      draft.bundles.push({
        bundleId: event.bundleId,
        plan: event.plan,
        purchaseKey: event.purchaseKey,
        octetsGranted: event.plan.octets,
        octetsUsed: 0n,
        octetsExpired: 0n,
        netCents: event.netCents,
        activatedAt: event.at,
        expiresAt: event.expiresAt,
        state: "active",
        closedAt: null,
        noticesPercent: [],
      });
      break;
    case "UsageCharged": {
      const known = draft.sessions.get(event.sessionId);
      draft.sessions.set(event.sessionId, {
        startedAt: known?.startedAt ?? event.startedAt,
        lastReportAt: known && known.lastReportAt > event.reportedAt ? known.lastReportAt : event.reportedAt,
        endedAt: event.endedAt ?? known?.endedAt ?? null,
        octetsDown: event.octetsDown,
        octetsUp: event.octetsUp,
      });
      for (const { bundleId, octets } of event.deductions)
        changeBundle(draft, bundleId, (bundle) => {
          const used = { ...bundle, octetsUsed: bundle.octetsUsed + octets };
          return octetsRemaining(used) > 0n ? used : { ...used, state: "used-up", closedAt: event.at };
        });
      break;
    }
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
    case "ServiceStateChanged":
      draft.service = event.service;
      break;
    case "BundleNotActivated":
      break;
  }
}

function walletChange(entries: Extract<AccountEvent, { type: "WalletToppedUp" }>["entries"]): bigint {
  let change = 0n;
  for (const entry of entries) if (entry.account === "customer-wallet") change -= entry.amountCents;
  return change;
}

function changeBundle(draft: Draft, bundleId: string, change: (bundle: Bundle) => Bundle): void {
  const index = draft.bundles.findIndex((bundle) => bundle.bundleId === bundleId);
  const bundle = draft.bundles[index];
  if (!bundle) throw new Error(`${bundleId} is not a bundle of ${draft.customerId}`);
  draft.bundles[index] = change(bundle);
}

/** The same account without what no decision needs any more, so that it stays small however long the history. */
export function trimmed(account: Account): Account {
  const ended = account.bundles.filter((bundle) => bundle.state !== "active");
  const tooManyEnded = ended.length > endedBundlesKept;
  const tooManySessions = account.sessions.size > sessionsBeforeForgetting;
  if (!tooManyEnded && !tooManySessions) return account;
  return {
    ...account,
    bundles: tooManyEnded ? withoutOldest(account.bundles, ended) : account.bundles,
    ...(tooManySessions && withoutForgotten(account)),
  };
}

function withoutOldest(bundles: readonly Bundle[], ended: readonly Bundle[]): Bundle[] {
  const newestFirst = ended.toSorted(
    (a, b) => (b.closedAt?.getTime() ?? 0) - (a.closedAt?.getTime() ?? 0) || -byEarliestExpiry(a, b),
  );
  const kept = new Set(newestFirst.slice(0, endedBundlesKept));
  return bundles.filter((bundle) => bundle.state === "active" || kept.has(bundle));
}

function withoutForgotten({ sessions, forgotUpTo }: Account): Pick<Account, "sessions" | "forgotUpTo"> {
  let newest = 0;
  for (const { lastReportAt } of sessions.values()) newest = Math.max(newest, lastReportAt.getTime());
  const kept = new Map<string, ChargedSession>();
  let upTo = forgotUpTo;
  for (const [sessionId, session] of sessions) {
    const { startedAt, lastReportAt } = session;
    if (lastReportAt.getTime() >= newest - sessionMemoryMs) kept.set(sessionId, session);
    else upTo = later(upTo, later(startedAt, lastReportAt));
  }
  return { sessions: kept, forgotUpTo: upTo };
}

const later = (a: Date | null, b: Date): Date => (a && a > b ? a : b);
