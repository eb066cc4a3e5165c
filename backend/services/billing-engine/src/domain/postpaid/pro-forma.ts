import type { Account } from "#domain/account";
import { usageBroughtIn, usageSoFar } from "#domain/postpaid/bring-in-usage";
import { cycleCharges, nextPeriod } from "#domain/postpaid/charges";
import { broughtUpToDate, type Now, spanOf } from "#domain/postpaid/close-cycle";
import { undecided } from "#domain/postpaid/decision";
import { invoiceOf } from "#domain/postpaid/issue-invoice";
import type { Postpaid } from "#domain/postpaid/postpaid";
import type { InvoiceIssued } from "#domain/postpaid/postpaid-event";

export type ProForma = Pick<InvoiceIssued, "lines" | "netCents" | "vatCents" | "grossCents" | "currency" | "period">;

/**
 * What the end of the open period would bring if nothing changed until then, with what was used on account so far. It is no invoice: it
 * has no number and owes nothing.
 */
export function proFormaOf(before: Postpaid, account: Account | undefined, now: Now): ProForma | undefined {
  const brought = account && usageBroughtIn(before, account, now);
  const open = broughtUpToDate(brought?.postpaid ?? undecided(before), now).state;
  const { state } = brought ? usageSoFar(open, brought.account.account, now) : { state: open };
  const charges = cycleCharges(state, nextPeriod(state), now.policy.vatRates);
  const [invoice] = invoiceOf(state, charges, { reason: "cycle", period: spanOf(charges) ?? state.period }, now);
  if (!invoice) return undefined;
  const { lines, netCents, vatCents, grossCents, currency, period } = invoice;
  return { lines, netCents, vatCents, grossCents, currency, period };
}
