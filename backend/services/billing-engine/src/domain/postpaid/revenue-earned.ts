import type { LocalDate } from "@beacom/time";
import { recognitionEntries } from "#domain/ledger";
import { deferredCents, earnedBefore } from "#domain/postpaid/invoice";
import { sumOf } from "#domain/postpaid/issue-invoice";
import type { Postpaid } from "#domain/postpaid/postpaid";
import type { RevenueEarned } from "#domain/postpaid/postpaid-event";

/** What of the deferred revenue belongs to the days before a date, and was not earned yet. */
export function revenueEarned(state: Postpaid, before: LocalDate, at: Date): RevenueEarned[] {
  const earned = [...state.invoices.values()].flatMap(({ invoiceId, lines }) =>
    lines.flatMap((line, index) => {
      if (deferredCents(line) === 0n) return [];
      const amountCents = earnedBefore(line, before) - line.earnedCents;
      return amountCents > 0n ? [{ invoiceId, line: index, amountCents }] : [];
    }),
  );
  if (earned.length === 0) return [];
  const total = sumOf(earned, ({ amountCents }) => amountCents);
  return [{ type: "RevenueEarned", before, earned, entries: recognitionEntries(total, state.profile.currency), at }];
}
