import {
  accountStatementJson,
  billingJson,
  documentDetailsJson,
  documentJson,
  proFormaJson,
} from "#application/postpaid-json";
import { checked } from "#transport/graphql/checked";
import { asPerson, type Me, pageArguments, pageOf, personOf } from "#transport/graphql/me";
import type { Shapes } from "#transport/graphql/shapes";
import { Id, IdempotencyKey } from "#transport/schemas/common";
import {
  AccountStatement,
  Billing,
  Days,
  Document,
  Documents,
  ProForma,
  PromiseToPay,
  WalletPayment,
} from "#transport/schemas/postpaid";

const part = { access: "customer", asks: true, nullable: true } as const;

/** What customers who pay by invoice owe. Refused with `not-billed` for everybody else. */
export function postpaidFields({ builder, declare, output }: Shapes, me: Me): void {
  declare("customer", Billing, Documents, Document, ProForma, AccountStatement);

  builder.objectFields(me, (t) => ({
    billing: t.field({
      ...part,
      type: output(Billing),
      description: "What is owed",
      resolve: (person, _args, { once, reading, services: { postpaid } }) =>
        once("billing", async () =>
          billingJson(await postpaid.getBilling({ customerId: person.customerId }, asPerson(person, reading()))),
        ),
    }),
    billingDocuments: t.field({
      ...part,
      type: output(Documents),
      description: "Invoices and credit notes, newest first",
      args: pageArguments(t.arg),
      resolve: (person, args, { once, reading, services: { postpaid } }) => {
        const { page, at } = pageOf(args);
        return once(`documents ${at}`, async () => {
          const asked = { customerId: person.customerId, ...page };
          const answer = await postpaid.listDocuments(asked, asPerson(person, reading()));
          return { documents: answer.documents.map(documentJson), nextCursor: answer.page?.nextCursor || null };
        });
      },
    }),
    billingDocument: t.field({
      ...part,
      type: output(Document),
      description: "One invoice or credit note with its lines",
      args: { documentId: t.arg.string({ required: true }) },
      resolve: (person, args, { once, reading, services: { postpaid } }) => {
        const documentId = checked(Id, args.documentId, "documentId");
        return once(`document ${documentId}`, async () => {
          const asked = { customerId: person.customerId, documentId };
          return documentDetailsJson(await postpaid.getDocument(asked, asPerson(person, reading())));
        });
      },
    }),
    billingStatement: t.field({
      ...part,
      type: output(AccountStatement),
      description: "Invoices and payments of some days, with the balance after each",
      args: { from: t.arg({ type: "Day", required: true }), to: t.arg({ type: "Day", required: true }) },
      resolve: (person, args, { once, reading, services: { postpaid } }) => {
        const days = checked(Days, args, "days");
        return once(`billing-statement ${days.from} ${days.to}`, async () => {
          const asked = { customerId: person.customerId, ...days };
          return accountStatementJson(await postpaid.getAccountStatement(asked, asPerson(person, reading())));
        });
      },
    }),
    proForma: t.field({
      ...part,
      type: output(ProForma),
      description: "What the end of the open period would bring if nothing changed",
      resolve: (person, _args, { once, reading, services: { postpaid } }) =>
        once("pro-forma", async () =>
          proFormaJson(await postpaid.getProForma({ customerId: person.customerId }, asPerson(person, reading()))),
        ),
    }),
  }));
}

/** Paying invoices from the wallet, and promising to. */
export function postpaidMutations({ builder, input, output }: Shapes): void {
  builder.mutationFields((t) => ({
    payInvoice: t.field({
      ...part,
      type: output(Billing),
      description: "Pay an invoice from the wallet; at a provider: createPayment with invoiceId",
      args: {
        idempotencyKey: t.arg.string({ required: true }),
        documentId: t.arg.string({ required: true }),
        input: t.arg({ type: input(WalletPayment) }),
      },
      resolve: async (_root, args, context) => {
        const person = personOf(context);
        const { amount } = checked(WalletPayment, args.input ?? {}, "input");
        const payment = {
          customerId: person.customerId,
          invoiceId: checked(Id, args.documentId, "documentId"),
          idempotencyKey: checked(IdempotencyKey, args.idempotencyKey, "idempotencyKey"),
          ...(amount && { amount: { ...amount, minorUnits: BigInt(amount.minorUnits) } }),
        };
        const { postpaid } = context.services;
        return billingJson(await postpaid.payFromWallet(payment, asPerson(person, context.changing())));
      },
    }),
    promiseToPay: t.field({
      ...part,
      type: output(Billing),
      description: "Promise to pay by a day; until then nothing more happens",
      args: {
        idempotencyKey: t.arg.string({ required: true }),
        input: t.arg({ type: input(PromiseToPay), required: true }),
      },
      resolve: async (_root, args, context) => {
        const person = personOf(context);
        const { amount, by } = checked(PromiseToPay, args.input, "input");
        const promise = {
          customerId: person.customerId,
          amount: { ...amount, minorUnits: BigInt(amount.minorUnits) },
          by,
          idempotencyKey: checked(IdempotencyKey, args.idempotencyKey, "idempotencyKey"),
        };
        const { postpaid } = context.services;
        return billingJson(await postpaid.promiseToPay(promise, asPerson(person, context.changing())));
      },
    }),
  }));
}
