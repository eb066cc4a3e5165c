import { imbalances, type LedgerAccount } from "#domain/ledger";
import {
  type CreditNoteIssued,
  type InvoiceIssued,
  type PostpaidEvent,
  postpaidEntriesOf,
  type RevenueEarned,
} from "#domain/postpaid/postpaid-event";

type Line = { gross: bigint; vat: bigint; creditedGross: bigint; creditedVat: bigint; earned: bigint };
type Open = { open: bigint; writtenOff: bigint; readonly lines: Line[] };

/**
 * Checks a customer's history against the rules with arithmetic of its own: the amounts that documents, payments and credits say, and
 * not the state that decisions were made on.
 */
export function postpaidAuditOf(customerId: string): { see: (event: PostpaidEvent) => string[] } {
  const balances = new Map<LedgerAccount, bigint>();
  const invoices = new Map<string, Open>();
  const credits = new Map<string, bigint>();
  let problems: string[] = [];
  const must = (holds: boolean, problem: string) => {
    if (!holds) problems.push(`postpaid/${customerId}: ${problem}`);
  };
  const invoiceOf = (id: string): Open => {
    const invoice = invoices.get(id) ?? { open: 0n, writtenOff: 0n, lines: [] };
    must(invoices.has(id), `${id} was never issued`);
    return invoice;
  };
  const pay = (id: string, cents: bigint) => {
    const invoice = invoiceOf(id);
    invoice.open -= cents;
    must(cents > 0n && invoice.open >= 0n, `${id} is paid beyond what is open of it`);
  };
  const useCredit = (id: string, cents: bigint) => {
    const left = (credits.get(id) ?? 0n) - cents;
    credits.set(id, left);
    must(left >= 0n, `${id} is used beyond what there was of it`);
  };

  function issued(event: InvoiceIssued): void {
    const { invoiceId, lines, grossCents } = event;
    must(!invoices.has(invoiceId), `${invoiceId} is issued twice`);
    addsUp(event, invoiceId);
    const line = ({ grossCents: gross, vatCents: vat }: InvoiceIssued["lines"][number]): Line => ({
      gross,
      vat,
      creditedGross: 0n,
      creditedVat: 0n,
      earned: 0n,
    });
    invoices.set(invoiceId, { open: grossCents, writtenOff: 0n, lines: lines.map(line) });
  }

  function credited(event: CreditNoteIssued): void {
    const { creditNoteId, invoiceId, grossCents, openCents } = event;
    addsUp(event, creditNoteId);
    const invoice = invoiceOf(invoiceId);
    for (const { line, grossCents: gross, vatCents: vat, earnedBackCents } of event.lines) {
      const of = invoice.lines[line];
      must(of !== undefined, `${creditNoteId} credits a line that ${invoiceId} does not have`);
      if (!of) continue;
      of.creditedGross += gross;
      of.creditedVat += vat;
      of.earned -= earnedBackCents;
      const isWithin = of.creditedGross <= of.gross && of.creditedVat <= of.vat;
      must(isWithin, `${creditNoteId} credits more than is left of line ${line + 1} of ${invoiceId}`);
    }
    invoice.open -= openCents;
    must(invoice.open >= 0n, `${creditNoteId} takes more off ${invoiceId} than is open of it`);
    credits.set(creditNoteId, grossCents - openCents);
  }

  function earned({ earned: parts }: RevenueEarned): void {
    for (const { invoiceId, line, amountCents } of parts) {
      const of = invoiceOf(invoiceId).lines[line];
      if (!of) continue;
      of.earned += amountCents;
      const net = of.gross - of.vat - (of.creditedGross - of.creditedVat);
      must(of.earned <= net, `more of line ${line + 1} of ${invoiceId} is earned than is left of it`);
    }
  }

  function addsUp({ lines, netCents, vatCents, grossCents }: InvoiceIssued | CreditNoteIssued, id: string): void {
    const all: readonly Amounts[] = lines;
    const isLine = all.every((line) => line.netCents + line.vatCents === line.grossCents);
    const sum = (of: keyof Amounts) => all.reduce((total, line) => total + line[of], 0n);
    const isTotal = sum("netCents") === netCents && sum("vatCents") === vatCents && sum("grossCents") === grossCents;
    must(isLine && isTotal && netCents + vatCents === grossCents, `${id} does not add up`);
  }

  function follow(event: PostpaidEvent): void {
    switch (event.type) {
      case "InvoiceIssued":
        return issued(event);
      case "CreditNoteIssued":
        return credited(event);
      case "RevenueEarned":
        return earned(event);
      case "PaymentReceived":
        must(!credits.has(event.paymentId), `${event.paymentId} is received twice`);
        credits.set(event.paymentId, event.amountCents);
        return;
      case "CreditAllocated":
        for (const { creditId, invoiceId, amountCents } of event.allocations) {
          useCredit(creditId, amountCents);
          pay(invoiceId, amountCents);
        }
        return;
      case "PaymentReversed":
        for (const { invoiceId, amountCents } of event.undone) invoiceOf(invoiceId).open += amountCents;
        useCredit(event.paymentId, event.unusedCents);
        must(credits.get(event.paymentId) === 0n, `${event.paymentId} is reversed and not all of it is accounted for`);
        return;
      case "InvoiceWrittenOff":
        must(event.proposedBy !== event.approvedBy, `${event.invoiceId} is written off by one person alone`);
        pay(event.invoiceId, event.amountCents);
        invoiceOf(event.invoiceId).writtenOff += event.amountCents;
        return;
      case "WriteOffRecovered": {
        const invoice = invoiceOf(event.invoiceId);
        invoice.open += event.amountCents;
        invoice.writtenOff -= event.amountCents;
        must(invoice.writtenOff >= 0n, `more of ${event.invoiceId} is recovered than was written off`);
        return;
      }
      default:
        return;
    }
  }

  function balance(event: PostpaidEvent): void {
    for (const { cents, currency } of imbalances(postpaidEntriesOf(event)))
      must(false, `${event.type}: the entries are out by ${cents} ${currency} cents`);
    for (const { account, amountCents } of postpaidEntriesOf(event))
      balances.set(account, (balances.get(account) ?? 0n) + amountCents);
    const of = (account: LedgerAccount) => balances.get(account) ?? 0n;
    let open = 0n;
    for (const invoice of invoices.values()) open += invoice.open;
    let credit = 0n;
    for (const cents of credits.values()) credit += cents;
    must(of("receivable") === open, `${event.type}: the ledger's receivable is not what is open`);
    must(of("customer-credit") === -credit, `${event.type}: the ledger's credit is not what is left of payments`);
    must(of("deferred-revenue") <= 0n, `${event.type}: more is earned than was deferred`);
    must(of("accrued-revenue") >= 0n, `${event.type}: more is invoiced than was accrued`);
  }

  return {
    see(event) {
      problems = [];
      follow(event);
      if (postpaidEntriesOf(event).length > 0) balance(event);
      return problems;
    },
  };
}

type Amounts = Pick<InvoiceIssued, "netCents" | "vatCents" | "grossCents">;
