import type { Currency } from "@beacom/money";
import { ok, type Result, refuse } from "@beacom/result";
import { type Account, availableCents, type ChargedSession } from "#domain/account";
import type { AccountEvent } from "#domain/account-event";
import { broughtUpTo, concluded, type Decision, extended, unchanged } from "#domain/decision";
import { deduct, merged, type Taken } from "#domain/deduct";
import { recognitionEntries } from "#domain/ledger";
import { decideOpenAccount } from "#domain/open-account";
import { chargeTariff } from "#domain/tariff";
import { noticesDue } from "#domain/usage-notice";
import { type UsageSlice, usageSlices } from "#domain/usage-slices";

/** A session's totals as the network reported them. They never fall. */
export type UsageReport = {
  readonly sessionId: string;
  readonly startedAt: Date;
  readonly reportedAt: Date;
  readonly endedAt: Date | null;
  readonly octetsDown: bigint;
  readonly octetsUp: bigint;
};
export type ChargeRefusal = { readonly kind: "session-forgotten" };
export type ChargeContext = {
  readonly at: Date;
  readonly vatBasisPoints: bigint;
  /** What a session that the account may have forgotten was charged before; null: never heard of. */
  readonly before?: ChargedSession | null;
  /** The account of the one who shares bundles with this customer. */
  readonly owner?: Account | undefined;
};
/** The account, and the owner's if shared bundles were used. */
export type Charged = Decision & { readonly owner?: Decision };

/**
 * Charges the difference between the report and what this session was charged for before, so a report may come late, twice or in
 * any order. Own bundles pay first, then shared ones, then the tariff if the customer agreed to it. What nothing can pay is free, at the
 * throttled rate or in the walled garden: a balance never goes below zero.
 *
 * A session that the account may have forgotten is refused; the caller looks it up and passes what it was charged for as `before`.
 */
export function decideChargeUsage(
  account: Account,
  report: UsageReport,
  context: ChargeContext,
): Result<Charged, ChargeRefusal> {
  const { at } = context;
  const known = account.sessions.get(report.sessionId) ?? context.before;
  // The clocks of two machines differ: nothing was reported later than now, or began later than it was reported.
  const reportedAt = earlier(report.reportedAt, at);
  const startedAt = known?.startedAt ?? earlier(report.startedAt, reportedAt);
  if (known === undefined && account.forgotUpTo && startedAt <= account.forgotUpTo)
    return refuse({ kind: "session-forgotten" });
  const octetsDown = larger(report.octetsDown, known?.octetsDown ?? 0n);
  const octetsUp = larger(report.octetsUp, known?.octetsUp ?? 0n);
  const octets = octetsDown + octetsUp - (known ? known.octetsDown + known.octetsUp : 0n);
  const ends = report.endedAt !== null && (known?.endedAt ?? null) === null;
  if (known && octets === 0n && !ends) return ok(unchanged(account));

  const use = { sessionId: report.sessionId, octets, from: known?.lastReportAt ?? startedAt, reportedAt };
  const now = broughtUpTo(unchanged(account), at);
  const owners = context.owner && broughtUpTo(unchanged(context.owner), at);
  const { own, shared, tariff } = paidBy(now.account, use, { ...context, owner: owners?.account });
  const paid = own.octets + shared.octets + tariff.octets;
  const charged: AccountEvent = {
    type: "UsageCharged",
    sessionId: report.sessionId,
    startedAt,
    reportedAt,
    endedAt: known?.endedAt ?? report.endedAt,
    octetsDown,
    octetsUp,
    octetsCharged: paid,
    octetsFree: octets - paid,
    deductions: own.deductions,
    shared: shared.octets > 0n ? { ownerId: owners!.account.customerId, octets: shared.octets } : null,
    outOfBundle: tariff.octets > 0n ? outOfBundleOf(now.account, tariff) : null,
    entries: [...recognitionEntries(own.earnedCents, account.currency), ...tariff.entries],
    at,
  };
  const settled = extended(now, [charged, ...reservationsEnded(now.account, report.sessionId, at)]);
  const noticed = extended(settled, noticesDue(settled.account, own.deductions, at));
  const owner = shared.octets > 0n ? chargedOwner(owners!, account, report.sessionId, shared, at) : undefined;
  const told = owner ? extended(noticed, sharedTermsNoted(noticed.account, owner.account, at)) : noticed;
  return ok({ ...concluded(told, at), ...(owner && { owner }) });
}

export type ReportsRefusal = { readonly kind: "session-forgotten"; readonly sessionId: string };

/** One account's reports, one after the other, as one decision. */
export function decideChargeReports(
  account: Account | undefined,
  reports: readonly UsageReport[],
  context: {
    readonly customerId: string;
    readonly currency: Currency;
    readonly vatBasisPoints: bigint;
    readonly at: Date;
    /** What sessions that the account forgot were charged before. */
    readonly before: ReadonlyMap<string, ChargedSession | null>;
    readonly owner?: Account | undefined;
  },
): Result<Charged, ReportsRefusal> {
  const { at, vatBasisPoints } = context;
  let decision: Charged = decideOpenAccount(account, context);
  let owner = context.owner && unchanged(context.owner);
  for (const report of reports) {
    const before = context.before.get(report.sessionId);
    const charged = decideChargeUsage(decision.account, report, {
      at,
      vatBasisPoints,
      owner: owner?.account,
      ...(before !== undefined && { before }),
    });
    if (!charged.ok) return refuse({ ...charged.error, sessionId: report.sessionId });
    const { events, account: after, owner: ownerAfter } = charged.value;
    decision = { events: [...decision.events, ...events], account: after };
    if (owner && ownerAfter) owner = { events: [...owner.events, ...ownerAfter.events], account: ownerAfter.account };
  }
  return ok(owner && owner.events.length > 0 ? { ...decision, owner } : decision);
}

type Use = {
  readonly sessionId: string;
  readonly octets: bigint;
  readonly from: Date;
  readonly reportedAt: Date;
};

function paidBy(
  account: Account,
  { sessionId, octets, from, reportedAt }: Use,
  { at, owner, vatBasisPoints }: ChargeContext,
) {
  const sharing = owner && account.pool ? owner : undefined;
  const bundles = sharing ? [...account.bundles, ...sharing.bundles] : account.bundles;
  const active = bundles.filter((bundle) => bundle.state === "active" && bundle.expiresAt > at);
  const slices = usageSlices(octets, { from, to: reportedAt, bundles: active });
  const own = deduct(account, slices, { sessionId, reportedAt, at });
  const member = sharing?.members.get(account.customerId);
  const shared =
    sharing && member
      ? deduct(sharing, upTo(own.left, member.limitOctets === null ? null : member.limitOctets - member.octetsUsed), {
          sessionId,
          reportedAt,
          at,
          onlyShared: true,
        })
      : nothing(own.left);
  const left = octets - own.octets - shared.octets;
  const tariff =
    left > 0n && account.outOfBundle
      ? chargeTariff(account.outOfBundle, left, {
          currency: account.currency,
          walletCents: availableCents(account),
          vatBasisPoints,
        })
      : { octets: 0n, cents: 0n, entries: [] };
  return { own, shared, tariff };
}

const nothing = (left: readonly UsageSlice[]): Taken => ({ ...merged([]), octets: 0n, earnedCents: 0n, left });

/** No more than a member may have of what is shared. */
function upTo(slices: readonly UsageSlice[], most: bigint | null): readonly UsageSlice[] {
  if (most === null) return slices;
  let left = larger(most, 0n);
  return slices.flatMap(({ at, octets }) => {
    const taken = octets < left ? octets : left;
    left -= taken;
    return taken > 0n ? [{ at, octets: taken }] : [];
  });
}

function chargedOwner(owner: Decision, member: Account, sessionId: string, shared: Taken, at: Date): Decision {
  const charged: AccountEvent = {
    type: "SharedUsageCharged",
    memberId: member.customerId,
    sessionId,
    octets: shared.octets,
    deductions: shared.deductions,
    entries: recognitionEntries(shared.earnedCents, owner.account.currency),
    at,
  };
  const settled = extended(owner, [charged]);
  return concluded(extended(settled, noticesDue(settled.account, shared.deductions, at)), at);
}

/** The member's own account hears in the same breath what is left of the shared bundles. */
export function sharedTermsNoted(member: Account, owner: Account, at: Date): AccountEvent[] {
  if (member.pool?.ownerId !== owner.customerId || member.pool.version >= owner.sharedVersion) return [];
  return [{ type: "SharedTermsNoted", terms: owner.sharedTerms, version: owner.sharedVersion, at }];
}

function outOfBundleOf(account: Account, { octets, cents }: { readonly octets: bigint; readonly cents: bigint }) {
  const spent = account.outOfBundle?.payer === "wallet" ? cents : 0n;
  return { octets, cents, availableAfterCents: availableCents(account) - spent };
}

/** What a session had reserved is settled by its own report. */
const reservationsEnded = ({ reservations }: Account, sessionId: string, at: Date): AccountEvent[] =>
  [...reservations].flatMap(([reservationId, reservation]) =>
    reservation.sessionId === sessionId
      ? [{ type: "DataReservationEnded" as const, reservationId, why: "used" as const, at }]
      : [],
  );

const earlier = (a: Date, b: Date) => (a < b ? a : b);
const larger = (a: bigint, b: bigint) => (a > b ? a : b);
