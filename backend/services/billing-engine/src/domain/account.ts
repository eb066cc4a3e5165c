import type { Currency } from "@beacom/money";
import type { Restriction, RestrictionSource } from "#domain/account-event";
import { type Bundle, byEarliestExpiry, octetsRemaining } from "#domain/bundle";
import type { Entry } from "#domain/ledger";
import type { Plan } from "#domain/plan";
import type { ServiceState, ServiceTerms } from "#domain/service-state";

/** What a session was charged for so far. The counters are the highest reported, so a late or repeated report adds nothing. */
export type ChargedSession = {
  readonly startedAt: Date;
  readonly lastReportAt: Date;
  readonly endedAt: Date | null;
  readonly octetsDown: bigint;
  readonly octetsUp: bigint;
};
export type Hold = { readonly amountCents: bigint; readonly purpose: string; readonly expiresAt: Date };
export type Reservation = {
  readonly sessionId: string;
  readonly parts: readonly { readonly bundleId: string; readonly octets: bigint }[];
  readonly expiresAt: Date;
};
/** An adjustment by staff, kept so that it can be taken back once. */
export type Adjustment = {
  readonly amountCents: bigint;
  readonly entries: readonly Entry[];
  readonly direction: "credit" | "debit";
  readonly reversed: boolean;
};
export type OutOfBundle = {
  readonly plan: Plan;
  readonly payer: "wallet" | "invoice";
  readonly limitCents: bigint | null;
  /** Since it was allowed, moved, or billed last. */
  readonly octetsUsed: bigint;
  readonly chargedCents: bigint;
  /** Charged at the tariffs that it was moved from: of the same limit. */
  readonly earlierCents: bigint;
};
/** Used at the tariff of one plan. */
export type UnbilledUse = {
  readonly planId: string;
  readonly name: string;
  readonly tax: Plan["tax"];
  readonly octets: bigint;
  /** VAT included. */
  readonly cents: bigint;
  /** What was accrued for it. */
  readonly netCents: bigint;
  readonly since: Date;
};
export type Member = { readonly limitOctets: bigint | null; readonly octetsUsed: bigint };
/** Somebody else's bundles that this customer may use, as they were told of last. */
export type Pool = { readonly ownerId: string; readonly terms: ServiceTerms | null; readonly version: bigint };

export type Account = {
  readonly accountId: string;
  readonly customerId: string;
  readonly currency: Currency;
  /** The ledger balance. Available is posted less held. */
  readonly postedCents: bigint;
  readonly heldCents: bigint;
  /** Payments, vouchers, transfers, holds that were spent and all else that moved money or data away, each once. */
  readonly movements: ReadonlySet<string>;
  readonly adjustments: ReadonlyMap<string, Adjustment>;
  readonly holds: ReadonlyMap<string, Hold>;
  /** All that are active, and (once trimmed) the last few that ended. */
  readonly bundles: readonly Bundle[];
  /** How often each plan with a limit was had. */
  readonly had: ReadonlyMap<string, number>;
  readonly reservations: ReadonlyMap<string, Reservation>;
  readonly outOfBundle: OutOfBundle | null;
  /** Used without a bundle on account and on no invoice yet, also under agreements that are over. */
  readonly unbilled: readonly UnbilledUse[];
  /** With whom the shared bundles are shared. */
  readonly members: ReadonlyMap<string, Member>;
  readonly sharedTerms: ServiceTerms | null;
  readonly sharedVersion: bigint;
  readonly pool: Pool | null;
  readonly restrictions: ReadonlyMap<RestrictionSource, Restriction>;
  /** Sessions heard of in the last weeks; those forgotten are in the projection. */
  readonly sessions: ReadonlyMap<string, ChargedSession>;
  /** No session that was forgotten began later than this, whatever the clocks said since. Null: none was forgotten. */
  readonly forgotUpTo: Date | null;
  readonly service: ServiceState;
};

export const availableCents = (account: Account): bigint => account.postedCents - account.heldCents;

/** Octets of a bundle that other sessions have reserved. */
export function octetsReserved({ reservations }: Account, bundleId: string, exceptSession?: string): bigint {
  let octets = 0n;
  for (const { sessionId, parts } of reservations.values()) {
    if (sessionId === exceptSession) continue;
    for (const part of parts) if (part.bundleId === bundleId) octets += part.octets;
  }
  return octets;
}

/** What a session may take of a bundle: what is left, less what other sessions have reserved. */
export function octetsFor(account: Account, bundle: Bundle, sessionId?: string): bigint {
  const left = octetsRemaining(bundle);
  if (account.reservations.size === 0) return left;
  const free = left - octetsReserved(account, bundle.bundleId, sessionId);
  return free > 0n ? free : 0n;
}

/** A session not heard of for so long is forgotten here; who reports it again must say what it was charged for. */
const sessionMemoryMs = 31 * 86_400_000;
const endedBundlesKept = 8;
const sessionsBeforeForgetting = 64;

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
