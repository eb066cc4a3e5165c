import type { Billing, DocumentSummary } from "@beacom/api-client";
import { Bone, Button, Empty, LedgerList, Money, RowBones, Section, Skeleton } from "@beacom/design";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { dayOf, lastThreeMonths } from "#days";
import { invoiceStanding } from "#invoice-standing";
import { useApp } from "#parts/app";
import { SaveFile } from "#parts/save-file";
import { Title, useTitle } from "#parts/title";
import { Trouble } from "#parts/trouble";
import { useWords } from "#parts/words";
import { billingQuery, documentsQuery } from "#queries";

export function InvoicesScreen() {
  useTitle("invoices.title");
  const { t } = useWords();
  const { api } = useApp();
  const billing = useQuery(billingQuery(api));
  const documents = useInfiniteQuery({ ...documentsQuery(api), enabled: billing.data !== null });
  if (billing.data === null)
    return (
      <>
        <Title back="/me">{t("invoices.notBilled")}</Title>
        <p className="max-w-[65ch] text-base text-quiet">{t("invoices.notBilledText")}</p>
      </>
    );
  if (billing.isPending || documents.isPending)
    return (
      <Skeleton label={t("app.loading")} screen={t("invoices.title")}>
        <Bone className="mb-8 h-8 w-64" />
        <RowBones rows={4} />
      </Skeleton>
    );
  if (!billing.data || !documents.data)
    return (
      <Trouble
        screen={t("invoices.title")}
        error={billing.error ?? documents.error}
        onRetry={() => void Promise.all([billing.refetch(), documents.refetch()])}
        busy={billing.isFetching || documents.isFetching}
      />
    );
  return (
    <Invoices
      billing={billing.data}
      documents={documents.data.pages.flatMap((page) => page.documents)}
      {...(documents.hasNextPage ? { onMore: () => void documents.fetchNextPage() } : {})}
      busy={documents.isFetchingNextPage}
    />
  );
}

function Invoices(props: {
  billing: Billing;
  documents: readonly DocumentSummary[];
  onMore?: () => void;
  busy: boolean;
}) {
  const { billing, documents, onMore, busy } = props;
  const { t, date, money } = useWords();
  const { from, to } = lastThreeMonths(new Date());
  const lead = [
    ...(billing.promise
      ? [t("invoices.promised", { amount: money(billing.promise.amount), day: date(billing.promise.by) })]
      : []),
    ...(billing.credit.minorUnits > 0 ? [t("invoices.credit", { amount: money(billing.credit) })] : []),
    ...(billing.nextInvoiceOn ? [t("invoices.next", { day: date(billing.nextInvoiceOn) })] : []),
  ].join(" ");
  return (
    <>
      <Title back="/me" lead={lead}>
        <Owed billing={billing} />
      </Title>
      <div className="grid max-w-[44rem] gap-8">
        <Section title={t("invoices.list")}>
          {documents.length === 0 ? (
            <Empty title={t("invoices.empty")}>{t("invoices.emptyText")}</Empty>
          ) : (
            <LedgerList label={t("invoices.list")}>
              {documents.map((document) => (
                <li key={document.documentId}>
                  <Row document={document} />
                </li>
              ))}
            </LedgerList>
          )}
          {onMore && (
            <Button wide onClick={onMore} busy={busy && t("app.loading")}>
              {t("app.more")}
            </Button>
          )}
        </Section>
        <Section title={t("invoices.more")}>
          <div className="grid">
            <SaveFile path={`statement/file?format=pdf&from=${from}&to=${to}`} words={t("invoices.statement")} />
            {billing.nextInvoiceOn && <SaveFile path="pro-forma/file?format=pdf" words={t("invoices.proForma")} />}
          </div>
        </Section>
      </div>
    </>
  );
}

/** What is overdue says more than what is open. */
function Owed({ billing }: { billing: Billing }) {
  const { t, rich, moneyParts } = useWords();
  if (billing.overdue.minorUnits > 0)
    return rich("invoices.overdue", { amount: <Money amount={moneyParts(billing.overdue)} size="xl" /> });
  if (billing.receivable.minorUnits > 0)
    return rich("invoices.open", { amount: <Money amount={moneyParts(billing.receivable)} size="xl" /> });
  return t("invoices.none");
}

function Row({ document }: { document: DocumentSummary }) {
  const { t, date, money, moneyParts } = useWords();
  const standing = invoiceStanding(document, dayOf(new Date()));
  const { serial, gross, open, paid } = document;
  const says = {
    "credit-note": date(document.issuedOn),
    paid: date(document.issuedOn),
    due: standing.kind === "due" ? t("invoices.due", { day: date(standing.by) }) : "",
    overdue: standing.kind === "overdue" ? t("invoices.overdueSince", { day: date(standing.since) }) : "",
  }[standing.kind];
  return (
    <Link
      to="/invoices/$documentId"
      params={{ documentId: document.documentId }}
      className="flex min-h-12 items-start gap-3 px-4 py-3 active:bg-sunken"
    >
      <span className="min-w-0 flex-1">
        <span className="block text-base font-semibold">
          {t(document.kind === "invoice" ? "invoices.invoice" : "invoices.creditNote", { serial })}
        </span>
        <span
          className={`figures block text-sm ${standing.kind === "overdue" ? "font-semibold text-bad" : "text-quiet"}`}
        >
          {says}
        </span>
      </span>
      <span className="figures shrink-0 text-right">
        <Money amount={moneyParts(gross)} />
        <span className="block text-sm text-quiet">
          {standing.kind === "paid" && t("invoices.paid")}
          {open.minorUnits > 0 && paid.minorUnits > 0 && t("invoices.toPay", { amount: money(open) })}
        </span>
      </span>
    </Link>
  );
}
