import type { InvoiceDocument, StatementDocument, Supplier } from "@beacom/documents";
import { ok, type Result, refuse } from "@beacom/result";
import { type Clock, type LocalDate, localDate } from "@beacom/time";
import type { AccountStatementUseCase } from "#application/postpaid/account-statement";
import type { NotBilled } from "#application/postpaid/change-postpaid";
import { proFormaDocumentOf } from "#application/postpaid/invoice-document";
import type { ProFormaUseCase } from "#application/postpaid/pro-forma";
import type { RecipientDetails, Recipients } from "#application/postpaid/recipients";
import type { StandingUseCase } from "#application/postpaid/standing";
import { statementDocumentOf } from "#application/postpaid/statement-document";

type Setting = {
  readonly customerId: string;
  readonly supplier: Supplier;
  readonly language: InvoiceDocument["language"];
  readonly paymentUrl: string | null;
};
type Refusal = NotBilled | { readonly kind: "recipient-altered" };

export type ProFormaDocumentUseCase = (
  request: Setting,
) => Promise<Result<InvoiceDocument, Refusal | { readonly kind: "nothing-to-invoice" }>>;
export type StatementDocumentUseCase = (
  request: Setting & { readonly from: LocalDate; readonly to: LocalDate },
) => Promise<Result<StatementDocument, Refusal | { readonly kind: "period-not-accepted" }>>;

type Ports = {
  standing: StandingUseCase;
  recipients: Recipients;
  proForma: ProFormaUseCase;
  statement: AccountStatementUseCase;
  clock: Clock;
  zone: string;
};

/** Papers that are no documents of the books: made as often as they are asked for, and never the original of anything. */
export const unissuedDocumentsWith = (
  ports: Ports,
): { proFormaDocument: ProFormaDocumentUseCase; statementDocument: StatementDocumentUseCase } => ({
  async proFormaDocument({ customerId, ...setting }) {
    const recipient = await recipientOf(ports, customerId);
    if (!recipient.ok) return recipient;
    const proForma = await ports.proForma(customerId);
    if (!proForma.ok) return proForma;
    if (!proForma.value) return refuse({ kind: "nothing-to-invoice" });
    const { details } = recipient.value;
    return ok(
      proFormaDocumentOf(proForma.value, today(ports), { ...setting, recipient: details, paymentReference: null }),
    );
  },
  async statementDocument({ customerId, from, to, ...setting }) {
    const recipient = await recipientOf(ports, customerId);
    if (!recipient.ok) return recipient;
    const statement = await ports.statement({ customerId, from, to });
    if (!statement.ok) return statement;
    const { details, currency } = recipient.value;
    const about = { issuedOn: today(ports), period: { from, to }, accountReference: customerId };
    return ok(statementDocumentOf(statement.value, { ...setting, ...about, recipient: details, currency }));
  },
});

const today = ({ clock, zone }: Ports): LocalDate => localDate(clock(), zone);

/** A customer's newest details are never erased while he is one. */
async function recipientOf(
  { standing, recipients }: Ports,
  customerId: string,
): Promise<Result<{ readonly details: RecipientDetails; readonly currency: string }, Refusal>> {
  const found = await standing(customerId);
  if (!found) return refuse({ kind: "not-billed" });
  const { recipient, currency } = found.postpaid.profile;
  const kept = await recipients.find(recipient);
  return kept.state === "there" ? ok({ details: kept.details, currency }) : refuse({ kind: "recipient-altered" });
}
