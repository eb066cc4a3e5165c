import type { Tx } from "@beacom/postgres";
import { asJson } from "#adapters/projections/rows";
import type { Fact } from "#adapters/stored-kind";
import type { PostpaidEvent } from "#domain/postpaid/postpaid-event";

type Document = { readonly series: string; readonly row: Readonly<Record<string, unknown>> };

/**
 * Invoices and credit notes with their serial numbers. The order of the chain is the order of the numbers: no number is given out that
 * is not in the same commit as its document, so none is ever missing.
 */
export async function projectDocuments(tx: Tx, facts: readonly Fact<PostpaidEvent>[]): Promise<void> {
  const documents = facts.flatMap((fact) => documentOf(fact) ?? []);
  if (documents.length > 0) await writeDocuments(tx, await numbered(tx, documents));
  await changeBalances(tx, facts);
}

async function numbered(tx: Tx, documents: readonly Document[]): Promise<object[]> {
  const counts = new Map<string, number>();
  for (const { series } of documents) counts.set(series, (counts.get(series) ?? 0) + 1);
  const wanted = [...counts].map(([series, count]) => ({ series, count }));
  const given = await tx<{ series: string; last_serial: bigint }[]>`
    insert into document_series (series, last_serial)
    select * from json_to_recordset(${asJson(wanted)}::text::json) as wanted (series text, count bigint)
    on conflict (series) do update set last_serial = document_series.last_serial + excluded.last_serial
    returning series, last_serial`;
  const next = new Map(given.map(({ series, last_serial }) => [series, last_serial - BigInt(counts.get(series) ?? 0)]));
  return documents.map(({ series, row }) => {
    const serial = (next.get(series) ?? 0n) + 1n;
    next.set(series, serial);
    return { ...row, series, serial };
  });
}

function documentOf({ id, position, event }: Fact<PostpaidEvent>): Document | undefined {
  if (event.type !== "InvoiceIssued" && event.type !== "CreditNoteIssued") return undefined;
  const { series, issuedOn, currency, netCents, vatCents, grossCents, recipient } = event;
  const common = {
    customer_id: id,
    position,
    issued_on: issuedOn,
    currency,
    net_cents: netCents,
    vat_cents: vatCents,
    gross_cents: grossCents,
    details_id: recipient.detailsId,
    commitment: recipient.commitment,
  };
  const own =
    event.type === "InvoiceIssued"
      ? { document_id: event.invoiceId, kind: "invoice", form: event.form, due_on: event.dueOn }
      : {
          document_id: event.creditNoteId,
          kind: "credit-note",
          form: "credit-note",
          credits_document_id: event.invoiceId,
        };
  return { series, row: { ...common, ...own } };
}

async function writeDocuments(tx: Tx, rows: readonly object[]): Promise<void> {
  await tx`
    insert into billing_documents (document_id, customer_id, position, kind, series, serial, form, issued_on, due_on,
      currency, net_cents, vat_cents, gross_cents, credits_document_id, details_id, commitment, paid_cents,
      credited_cents, written_off_cents, delivered)
    select *, 0, 0, 0, false from json_to_recordset(${asJson(rows)}::text::json) as row (document_id text,
      customer_id text, position bigint, kind text, series text, serial bigint, form text, issued_on date, due_on date,
      currency text, net_cents bigint, vat_cents bigint, gross_cents bigint, credits_document_id text,
      details_id text, commitment text)`;
}

type Change = { paid: bigint; credited: bigint; written_off: bigint; delivered: boolean };

async function changeBalances(tx: Tx, facts: readonly Fact<PostpaidEvent>[]): Promise<void> {
  const changes = new Map<string, Change>();
  const changeOf = (documentId: string): Change => {
    const change = changes.get(documentId) ?? { paid: 0n, credited: 0n, written_off: 0n, delivered: false };
    changes.set(documentId, change);
    return change;
  };
  for (const { event } of facts) {
    if (event.type === "CreditAllocated")
      for (const { invoiceId, amountCents } of event.allocations) changeOf(invoiceId).paid += amountCents;
    else if (event.type === "PaymentReversed")
      for (const { invoiceId, amountCents } of event.undone) changeOf(invoiceId).paid -= amountCents;
    else if (event.type === "CreditNoteIssued") changeOf(event.invoiceId).credited += event.openCents;
    else if (event.type === "InvoiceWrittenOff") changeOf(event.invoiceId).written_off += event.amountCents;
    else if (event.type === "WriteOffRecovered") changeOf(event.invoiceId).written_off -= event.amountCents;
    else if (event.type === "DocumentDelivered") changeOf(event.documentId).delivered = true;
  }
  if (changes.size === 0) return;
  const rows = [...changes].map(([document_id, change]) => ({ document_id, ...change }));
  await tx`
    update billing_documents set paid_cents = paid_cents + change.paid,
      credited_cents = credited_cents + change.credited,
      written_off_cents = written_off_cents + change.written_off,
      delivered = billing_documents.delivered or change.delivered
    from json_to_recordset(${asJson(rows)}::text::json) as change (document_id text, paid bigint, credited bigint,
      written_off bigint, delivered boolean)
    where billing_documents.document_id = change.document_id`;
}
