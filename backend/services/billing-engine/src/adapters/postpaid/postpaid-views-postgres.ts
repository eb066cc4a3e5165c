import type { Sql } from "@beacom/postgres";
import type { LocalDate } from "@beacom/time";
import { cursorOf, cursorParts, pageOf } from "#adapters/page-cursor";
import { statementIn } from "#adapters/postpaid/statement-stored";
import { storedPostpaidEvents } from "#adapters/postpaid/stored-postpaid-events";
import type { DocumentSummary, DocumentView, PostpaidSummary, PostpaidViews } from "#application/postpaid/views";

type Row = {
  readonly document_id: string;
  readonly customer_id: string;
  readonly position: bigint;
  readonly kind: DocumentSummary["kind"];
  readonly series: string;
  readonly serial: bigint;
  readonly form: string;
  readonly issued_on: LocalDate;
  readonly due_on: LocalDate | null;
  readonly currency: string;
  readonly net_cents: bigint;
  readonly vat_cents: bigint;
  readonly gross_cents: bigint;
  readonly paid_cents: bigint;
  readonly credited_cents: bigint;
  readonly written_off_cents: bigint;
  readonly credits_document_id: string | null;
  readonly delivered: boolean;
};

export const postpaidViewsIn = (sql: Sql): PostpaidViews => ({
  async customer(customerId, today) {
    const [[row], subscriptions] = await Promise.all([
      sql<Omit<PostpaidSummary, "subscriptions">[]>`
        select customer_id as "customerId", currency, segment, period_from::text as "periodFrom",
          period_to::text as "periodTo", receivable_cents as "receivableCents", credit_cents as "creditCents",
          restriction, next_close_on::text as "nextCloseOn", next_dunning_on::text as "nextDunningOn",
          (select coalesce(sum(gross_cents - paid_cents - credited_cents - written_off_cents), 0)::bigint
            from billing_documents where customer_id = ${customerId} and kind = 'invoice' and due_on < ${today}
          ) as "overdueCents"
        from postpaid_customers where customer_id = ${customerId}`,
      sql<PostpaidSummary["subscriptions"][number][]>`
        select subscription_id as "subscriptionId", billing, plan_id as "planId", plan_version as "planVersion", name,
          price_cents as "priceCents", quantity, starts_on::text as "startsOn", ends_on::text as "endsOn",
          paused_from::text as "pausedFrom"
        from postpaid_subscriptions where customer_id = ${customerId} order by starts_on, subscription_id`,
    ]);
    return row && { ...row, subscriptions };
  },
  async documents({ customerId, cursor, limit }) {
    const before = cursor === "" ? undefined : positionIn(cursor);
    if (before === null) return undefined;
    const rows = await sql<Row[]>`
      select *, issued_on::text, due_on::text from billing_documents where customer_id = ${customerId}
        ${before === undefined ? sql`` : sql`and position < ${before}`}
      order by position desc limit ${limit + 1}`;
    const page = pageOf(rows, limit, (last) => cursorOf(last.position));
    return { ...page, rows: page.rows.map(summaryOf) };
  },
  async document(documentId) {
    const [row] = await sql<(Row & { type: string; data: string; at: Date })[]>`
      select documents.*, issued_on::text, due_on::text, type, data, at from billing_documents as documents
      join events using (position) where document_id = ${documentId}`;
    if (!row) return undefined;
    const issued = storedPostpaidEvents.read({ type: row.type, data: JSON.parse(row.data) as unknown, at: row.at });
    if (issued.type !== "InvoiceIssued" && issued.type !== "CreditNoteIssued")
      throw new Error(`${documentId} was not issued by the event at ${row.position}`);
    return { ...summaryOf(row), customerId: row.customer_id, issued, credits: await creditedBy(sql, row) };
  },
  async ofSerial(text) {
    const [, series, number] = /^(.{1,40})-(\d{1,18})$/.exec(text.trim().toUpperCase()) ?? [];
    if (series === undefined || number === undefined) return undefined;
    const [row] = await sql<Row[]>`
      select *, issued_on::text, due_on::text from billing_documents
      where series in (select series from document_series where upper(series) = ${series}) and serial = ${BigInt(number)}
      limit 1`;
    return row && { customerId: row.customer_id, document: summaryOf(row) };
  },
  async serials(documentIds) {
    const rows = await sql<{ document_id: string; series: string; serial: bigint }[]>`
      select document_id, series, serial from billing_documents where document_id = any (${[...documentIds]}::text[])`;
    return new Map(rows.map((row) => [row.document_id, serialText(row)]));
  },
  statement: statementIn(sql),
});

async function creditedBy(sql: Sql, { credits_document_id }: Row): Promise<DocumentView["credits"]> {
  if (credits_document_id === null) return null;
  const [invoice] = await sql<{ series: string; serial: bigint; issued_on: LocalDate }[]>`
    select series, serial, issued_on::text from billing_documents where document_id = ${credits_document_id}`;
  return invoice ? { serial: serialText(invoice), issuedOn: invoice.issued_on } : null;
}

const summaryOf = (row: Row): DocumentSummary => ({
  documentId: row.document_id,
  kind: row.kind,
  serial: serialText(row),
  form: row.form,
  issuedOn: row.issued_on,
  dueOn: row.due_on,
  currency: row.currency,
  netCents: row.net_cents,
  vatCents: row.vat_cents,
  grossCents: row.gross_cents,
  paidCents: row.paid_cents,
  openCents:
    row.kind === "invoice" ? row.gross_cents - row.paid_cents - row.credited_cents - row.written_off_cents : 0n,
  creditsDocumentId: row.credits_document_id,
  delivered: row.delivered,
});

/** `INV-000123`. Longer numbers stay whole. */
const serialText = ({ series, serial }: { readonly series: string; readonly serial: bigint }): string =>
  `${series}-${String(serial).padStart(6, "0")}`;

function positionIn(cursor: string): bigint | null {
  const [position] = cursorParts(cursor, 1) ?? [];
  return position !== undefined && /^\d{1,18}$/.test(position) ? BigInt(position) : null;
}
