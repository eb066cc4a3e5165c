import { type Billing, type BillingDocument, Problem as Refusal } from "@beacom/api-client";
import { Bone, Money, RowBones, Section, Skeleton } from "@beacom/design";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { dayOf } from "#days";
import { invoiceStanding } from "#invoice-standing";
import { useApp } from "#parts/app";
import { InvoiceLines } from "#parts/invoice-lines";
import { PayInvoice } from "#parts/pay-invoice";
import { PromiseToPay } from "#parts/promise-to-pay";
import { SaveFile } from "#parts/save-file";
import { Title, useTitle } from "#parts/title";
import { Trouble } from "#parts/trouble";
import { useWords } from "#parts/words";
import { billingQuery, documentQuery } from "#queries";

export function InvoiceScreen() {
  useTitle("invoice.title");
  const { t } = useWords();
  const { api } = useApp();
  const { documentId = "" } = useParams({ strict: false });
  const document = useQuery(documentQuery(api, documentId));
  const billing = useQuery(billingQuery(api));
  if (document.isPending)
    return (
      <Skeleton label={t("app.loading")} screen={t("invoice.title")}>
        <div className="grid max-w-[36rem] gap-4">
          <Bone className="h-8 w-64" />
          <Bone className="h-12 w-full" />
          <RowBones rows={3} />
        </div>
      </Skeleton>
    );
  if (document.data) return <Invoice key={documentId} document={document.data} billing={billing.data ?? undefined} />;
  if (document.error instanceof Refusal && document.error.status === 404)
    return (
      <Title back="/invoices" lead={t("payment.missingText")}>
        {t("invoice.missing")}
      </Title>
    );
  return (
    <Trouble
      screen={t("invoice.title")}
      error={document.error}
      onRetry={() => void document.refetch()}
      busy={document.isFetching}
    />
  );
}

function Invoice({ document, billing }: { document: BillingDocument; billing: Billing | undefined }) {
  const { t, rich, language, date, moneyParts } = useWords();
  const standing = invoiceStanding(document, dayOf(new Date()));
  const { documentId, kind, serial } = document;
  const amount = <Money amount={moneyParts(kind === "invoice" ? document.open : document.gross)} size="xl" />;
  const says = {
    "credit-note": () => rich("invoice.credited", { amount }),
    paid: () => t("invoice.isPaid"),
    due: () => rich("invoice.open", { amount, day: date(document.dueOn ?? "") }),
    overdue: () => rich("invoice.overdue", { amount, day: date(document.dueOn ?? "") }),
  }[standing.kind];
  const open = standing.kind === "due" || standing.kind === "overdue";
  const restricted = billing !== undefined && billing.restriction !== "none";
  const name = t(kind === "invoice" ? "invoices.invoice" : "invoices.creditNote", { serial });
  return (
    <div className="grid max-w-[36rem] gap-8">
      <div>
        <Title back="/invoices" lead={`${name} · ${t("invoice.issued", { day: date(document.issuedOn) })}`}>
          {says()}
        </Title>
        {restricted && standing.kind === "overdue" && (
          <p className="-mt-2 mb-6 text-base font-semibold">{t("invoice.restricted")}</p>
        )}
        {open && <PayInvoice document={document} />}
      </div>
      <Section title={t("invoice.lines")}>
        <InvoiceLines document={document} />
      </Section>
      <div>
        <SaveFile
          path={`documents/${encodeURIComponent(documentId)}/file?format=pdf&language=${language}`}
          words={t("invoice.pdf")}
        />
        <SaveFile
          path={`documents/${encodeURIComponent(documentId)}/file?format=html&language=${language}`}
          words={t("invoice.html")}
        />
        {document.creditsDocumentId && (
          <Link
            to="/invoices/$documentId"
            params={{ documentId: document.creditsDocumentId }}
            className="inline-flex min-h-12 items-center text-base text-deep underline underline-offset-4"
          >
            {t("invoice.of")}
          </Link>
        )}
      </div>
      {open && billing && <PromiseToPay billing={billing} amount={document.open} />}
    </div>
  );
}
