import { datePlusDays, localDate } from "@beacom/time";
import type { Account, UnbilledUse } from "#domain/account";
import type { Decision } from "#domain/decision";
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
 * Undefined: there is nothing, or the period is not over and it waits. VAT is that of the day on which it is invoiced (VAT Act 89 of
 * 1991, section 9: supplied when the invoice is issued).
 */
export function usageBroughtIn(
  state: Postpaid,
  account: Account,
  now: Now,
): { readonly postpaid: PostpaidDecision; readonly account: Decision } | undefined {
  const { currency, zone } = state.profile;
  const uses = billable(account);
  if (uses.length === 0 || account.currency !== currency) return undefined;
  const firstDay = localDate(new Date(Math.min(...uses.map(({ since }) => since.getTime()))), zone);
  // Of one who orders nothing, the periods in which nothing was used were one.
  const nothingBefore = isIdle(state) && state.period.to <= firstDay;
  const current = nothingBefore ? skipped(undecided(state), firstDay, now) : undecided(state);
  const { period } = current.state;
  const today = todayOf(current.state, now.at);
  if (period.to > today) return undefined;
  const chargeIdOf = ({ planId }: UnbilledUse) => `use:${state.customerId}:${period.from}:${today}:${planId}`;
  const charges = uses.map((use): UsageChargedInArrears => {
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
  });
  return {
    postpaid: followedBy(current, charges),
    account: decideBillUsage(account, { chargeIdOf, at: now.at }),
  };
}
