import { moneyJson, paymentJson } from "#application/from-proto";
import { checked } from "#transport/graphql/checked";
import { asPerson, type Me, pageArguments, pageOf, personOf } from "#transport/graphql/me";
import type { Shapes } from "#transport/graphql/shapes";
import { IdempotencyKey, Text } from "#transport/schemas/common";
import { Payment, PaymentRequest, Payments } from "#transport/schemas/payments";
import { VoucherRedeemed, VoucherToRedeem } from "#transport/schemas/vouchers";

const part = { access: "customer", asks: true, nullable: true } as const;

/** Payments and where they stand. */
export function paymentFields({ builder, declare, output }: Shapes, me: Me): void {
  declare("customer", Payments);

  builder.objectFields(me, (t) => ({
    payments: t.field({
      ...part,
      type: output(Payments),
      description: "Payments, newest first",
      args: pageArguments(t.arg),
      resolve: (person, args, { once, reading, services }) => {
        const { page, at } = pageOf(args);
        return once(`payments ${at}`, async () => {
          const asked = { customerId: person.customerId, ...page };
          const answer = await services.payments.listPayments(asked, asPerson(person, reading()));
          return { payments: answer.payments.map(paymentJson), nextCursor: answer.page?.nextCursor || null };
        });
      },
    }),
    payment: t.field({
      ...part,
      type: output(Payment),
      description: "Where a payment stands",
      args: { paymentId: t.arg.string({ required: true }) },
      resolve: (person, args, { once, reading, services }) => {
        const paymentId = checked(Text(100), args.paymentId, "paymentId");
        return once(`payment ${paymentId}`, async () =>
          paymentJson(await services.payments.getPayment({ paymentId }, asPerson(person, reading()))),
        );
      },
    }),
  }));
}

/** Money that comes in: from a provider, or by a voucher. */
export function paymentMutations({ builder, declare, input, output }: Shapes): void {
  declare("customer", VoucherRedeemed);

  builder.mutationFields((t) => ({
    createPayment: t.field({
      ...part,
      type: output(Payment),
      description: "Open a payment; the person pays at redirectUrl",
      args: {
        idempotencyKey: t.arg.string({ required: true }),
        input: t.arg({ type: input(PaymentRequest), required: true }),
      },
      resolve: async (_root, args, context) => {
        const person = personOf(context);
        const { customerId } = person;
        const idempotencyKey = checked(IdempotencyKey, args.idempotencyKey, "idempotencyKey");
        const { amount, planId = "", invoiceId = "" } = checked(PaymentRequest, args.input, "input");
        const { postpaid, identity, payments } = context.services;
        const call = asPerson(person, context.changing());
        // Somebody else's invoice is unknown here: money for it would only end up in the payer's own wallet.
        if (invoiceId !== "") await postpaid.getDocument({ customerId, documentId: invoiceId }, call);
        const { email } = await identity.getCustomer({ customerId }, call);
        const payment = {
          customerId,
          amount: { ...amount, minorUnits: BigInt(amount.minorUnits) },
          planId,
          invoiceId,
          email,
          returnUrl: `${context.publicUrl()}/top-up/{payment_id}`,
          idempotencyKey,
        };
        return paymentJson(await payments.createPayment(payment, asPerson(person, context.changing())));
      },
    }),
    redeemVoucher: t.field({
      ...part,
      type: output(VoucherRedeemed),
      description: "Redeem a voucher; its code is its own key, and repeating it adds nothing",
      args: { input: t.arg({ type: input(VoucherToRedeem), required: true }) },
      resolve: async (_root, args, context) => {
        const { customerId } = personOf(context);
        const { code } = checked(VoucherToRedeem, args.input, "input");
        // In the gateway's own name: of the address, which limits guessing, only a service is believed.
        const asked = { customerId, code, address: context.address };
        const redeemed = await context.services.vouchers.redeemVoucher(asked, context.changing());
        return {
          worth: moneyJson(redeemed.worth),
          available: moneyJson(redeemed.available),
          planId: redeemed.planId || null,
          planActivated: redeemed.planActivated,
          repeated: redeemed.repeated,
        };
      },
    }),
  }));
}
