import type { BillingDocument } from "@beacom/api-client";
import { LedgerRow, Money } from "@beacom/design";
import { useWords } from "#parts/words";

/** What it is for, line by line with VAT, and how that adds up. */
export function InvoiceLines({ document }: { document: BillingDocument }) {
  const { t, date, moneyParts } = useWords();
  const { lines, kind } = document;
  const total = (name: string, amount: BillingDocument["net"], strong = false) => (
    <div className="flex justify-between gap-4">
      <dt className={strong ? "font-semibold" : "text-quiet"}>{name}</dt>
      <dd>
        <Money amount={moneyParts(amount)} strong={strong} />
      </dd>
    </div>
  );
  return (
    <div className="overflow-hidden rounded-card border border-line bg-surface">
      <ul className="divide-y divide-line">
        {lines.map((line, index) => (
          <li key={index}>
            <LedgerRow
              cause={line.description}
              time={[
                ...(line.quantity === 1 ? [] : [t("invoice.times", { count: String(line.quantity) })]),
                ...(line.span
                  ? [t("time.range", { from: date(line.span.from), to: date(dayBefore(line.span.to)) })]
                  : []),
              ].join(" · ")}
              amount={<Money amount={moneyParts(line.gross)} />}
            />
          </li>
        ))}
      </ul>
      <dl className="figures grid gap-1.5 border-t border-line bg-sunken p-4 text-base">
        {total(t("invoice.net"), document.net)}
        {total(t("invoice.vat"), document.vat)}
        {total(t("invoice.total"), document.gross, true)}
        {kind === "invoice" && document.paid.minorUnits > 0 && total(t("invoice.paidSoFar"), document.paid)}
        {kind === "invoice" && document.open.minorUnits > 0 && total(t("invoice.stillOpen"), document.open, true)}
      </dl>
    </div>
  );
}

/** A span ends before its second day; people say the last day that belongs to it. */
function dayBefore(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1, date - 1)).toISOString().slice(0, 10);
}
