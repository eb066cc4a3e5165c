import { datePlusDays, localDate } from "@beacom/time";
import type { Account, UnbilledUse } from "#domain/account";
import { type Decision, unchanged } from "#domain/decision";
import { movement } from "#domain/ledger";
import { billable, decideBillUsage } from "#domain/out-of-bundle";
import { type Now, skipped } from "#domain/postpaid/close-cycle";
import type { Span } from "#domain/postpaid/cycle";
import { followedBy, type PostpaidDecision, undecided } from "#domain/postpaid/decision";
import { isIdle, type Postpaid, todayOf } from "#domain/postpaid/postpaid";
import type { UsageChargedInArrears } from "#domain/postpaid/postpaid-event";
import { rateOn } from "#domain/postpaid/vat";

/**
 * What an account used on account, as charges of the period that is over: both sides, because neither may happen without the other.
 * While the period is not over it waits. VAT is that of the day on which it is invoiced (VAT Act 89 of 1991, section 9: supplied when
 * the invoice is issued).
 */
export function usageBroughtIn(
  state: Postpaid,
  account: Account,
  now: Now,
): { readonly postpaid: PostpaidDecision; readonly account: Decision } {
  const nothing = { postpaid: undecided(state), account: unchanged(account) };
  const uses = usesOf(state, account);
  if (uses.length === 0) return nothing;
  const firstDay = localDate(new Date(Math.min(...uses.map(({ since }) => since.getTime()))), state.profile.zone);
  // Of one who orders nothing, the periods in which nothing was used were one.
  const nothingBefore = isIdle(state) && state.period.to <= firstDay;
  const current = nothingBefore ? skipped(undecided(state), firstDay, now) : undecided(state);
  if (current.state.period.to > todayOf(state, now.at)) return nothing;
  const chargeIdOf = chargeIdsOf(current.state, now);
  return {
    postpaid: followedBy(current, uses.map(chargeOf(current.state, now))),
    account: decideBillUsage(account, { chargeIdOf, at: now.at }),
  };
}

/** The same charges before the period is over, to say what its end would bring. */
export const usageSoFar = (state: Postpaid, account: Account, now: Now): PostpaidDecision =>
  followedBy(undecided(state), usesOf(state, account).map(chargeOf(state, now)));

const usesOf = ({ profile }: Postpaid, account: Account): readonly UnbilledUse[] =>
  account.currency === profile.currency ? billable(account) : [];

const chargeIdsOf =
  (state: Postpaid, { at }: Now) =>
  ({ planId }: UnbilledUse): string =>
    `use:${state.customerId}:${state.period.from}:${todayOf(state, at)}:${planId}`;

function chargeOf(state: Postpaid, now: Now): (use: UnbilledUse) => UsageChargedInArrears {
  const { currency, zone } = state.profile;
  const today = todayOf(state, now.at);
  const chargeIdOf = chargeIdsOf(state, now);
  return (use) => {
    const from = localDate(use.since, zone);
    const span: Span = { from, to: from < today ? today : datePlusDays(from, 1) };
    return {
      type: "UsageChargedInArrears",
      chargeId: chargeIdOf(use),
      description: use.name,
      grossCents: use.cents,
      netCents: use.netCents,
      vat: use.tax,
      vatBasisPoints: rateOn(now.policy.vatRates, use.tax, today),
      span,
      entries: movement({ debit: "accrued-revenue", credit: "transfer-clearing" }, use.netCents, currency),
      at: now.at,
    };
  };
}
