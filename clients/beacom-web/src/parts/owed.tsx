import type { Account, Billing, DocumentSummary } from "@beacom/api-client";
import { Money } from "@beacom/design";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { useApp } from "#parts/app";
import type { Overdue } from "#parts/standing-words";
import { useWords } from "#parts/words";
import { billingQuery, newestDocumentsQuery } from "#queries";

/** What has to be paid before a service that was limited is whole again, and on which invoice to begin. */
export function useOverdue({ restrictedByDunning }: Account, billing: Billing | null | undefined): Overdue | undefined {
  const { api } = useApp();
  const documents = useQuery({ ...newestDocumentsQuery(api), enabled: restrictedByDunning !== null });
  if (!restrictedByDunning || !billing) return undefined;
  const first = firstDue(documents.data ?? []);
  return { amount: billing.overdue, documentId: first?.documentId, serial: first?.serial };
}

export const useBilling = (): Billing | null | undefined => {
  const { api } = useApp();
  return useQuery(billingQuery(api)).data;
};

/** The one that was due before all others that are open. */
const firstDue = (documents: readonly DocumentSummary[]): DocumentSummary | undefined =>
  documents
    .filter(({ open, dueOn }) => open.minorUnits > 0 && dueOn !== null)
    .toSorted((a, b) => (a.dueOn ?? "").localeCompare(b.dueOn ?? ""))[0];

/** What is open on all invoices, with the way to them. */
export function OwedCard({ billing }: { billing: Billing }) {
  const { t, money, moneyParts } = useWords();
  const overdue = billing.overdue.minorUnits;
  return (
    <Link
      to="/invoices"
      className="flex items-center gap-3 rounded-card border border-line bg-surface p-4 active:bg-sunken"
    >
      <span className="min-w-0 flex-1">
        <span className="block text-base">{t("home.invoices")}</span>
        <Money amount={moneyParts(billing.receivable)} size="xl" />
        <span className="block text-sm text-quiet">
          {overdue <= 0
            ? t("home.toPay")
            : overdue < billing.receivable.minorUnits
              ? t("home.toPayOverdue", { amount: money(billing.overdue) })
              : t("home.allOverdue")}
        </span>
      </span>
      <ChevronRight size={20} aria-hidden="true" className="text-quiet" />
    </Link>
  );
}
