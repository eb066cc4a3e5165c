import type { ListMembersResponse } from "@beacom/proto/billing/v1/billing";
import type { CallOptions } from "@connectrpc/connect";
import { bundleJson, moneyJson } from "#application/from-proto";
import { type CannotSend, cannotSendData, cannotSendMoney, cannotShare, receiverOf } from "#application/receiver";
import { sharingJson } from "#application/sharing-json";
import { checked } from "#transport/graphql/checked";
import type { GraphqlContext } from "#transport/graphql/graphql-context";
import { asPerson, type Me, personOf } from "#transport/graphql/me";
import type { Shapes } from "#transport/graphql/shapes";
import type { Person } from "#transport/people";
import { refusedReceiver } from "#transport/problems";
import { Id, IdempotencyKey } from "#transport/schemas/common";
import { DataSent, DataToSend, MemberToAdd, MoneySent, MoneyToSend, Sharing } from "#transport/schemas/sharing";

const part = { access: "customer", asks: true, nullable: true } as const;

/** With whom a customer shares bundles, and whose a customer may use. */
export function sharingFields({ builder, declare, output }: Shapes, me: Me): void {
  declare("customer", Sharing);
  builder.objectField(me, "sharing", (t) =>
    t.field({
      ...part,
      type: output(Sharing),
      description: "Members of shared bundles, and whose pool one is in",
      resolve: (person, _args, context) =>
        context.once("sharing", async () => {
          const call = asPerson(person, context.reading());
          const { customerId } = person;
          return sharing(person, await context.services.billing.listMembers({ customerId }, call), context, call);
        }),
    }),
  );
}

/** Who else may use one's bundles, and leaving somebody else's. */
export function sharingMutations({ builder, input, output }: Shapes): void {
  builder.mutationFields((t) => ({
    addMember: t.field({
      ...part,
      type: output(Sharing),
      description: "Let another customer use the bundles that may be shared, or change the limit",
      args: { input: t.arg({ type: input(MemberToAdd), required: true }) },
      resolve: async (_root, args, context) => {
        const person = personOf(context);
        const { phone, limitOctets } = checked(
          MemberToAdd,
          { ...args.input, limitOctets: args.input.limitOctets ?? null },
          "input",
        );
        const memberId = await receiver(phone, cannotShare, context);
        const asked = { customerId: person.customerId, memberId, limitOctets: BigInt(limitOctets ?? 0) };
        const call = asPerson(person, context.changing());
        return sharing(person, await context.services.billing.addMember(asked, call), context, call);
      },
    }),
    removeMember: t.field({
      ...part,
      type: output(Sharing),
      description: "Share with this customer no longer",
      args: { memberId: t.arg.string({ required: true }) },
      resolve: async (_root, args, context) => {
        const person = personOf(context);
        const asked = { customerId: person.customerId, memberId: checked(Id, args.memberId, "memberId") };
        const call = asPerson(person, context.changing());
        return sharing(person, await context.services.billing.removeMember(asked, call), context, call);
      },
    }),
    leavePool: t.field({
      ...part,
      type: output(Sharing),
      description: "Leave the pool one is in",
      resolve: async (_root, _args, context) => {
        const person = personOf(context);
        const { customerId } = person;
        const { billing } = context.services;
        const call = asPerson(person, context.changing());
        const { poolOwnerId } = await billing.getAccount({ customerId }, call);
        if (poolOwnerId !== "") await billing.removeMember({ customerId: poolOwnerId, memberId: customerId }, call);
        // Its answer would be who else is in there, which is the owner's to know.
        return sharing(person, await billing.listMembers({ customerId }, call), context, call);
      },
    }),
  }));
}

/** Money and data to another customer, named by the phone number. */
export function transferMutations({ builder, declare, input, output }: Shapes): void {
  declare("customer", MoneySent, DataSent);
  builder.mutationFields((t) => ({
    sendMoney: t.field({
      ...part,
      type: output(MoneySent),
      description: "Send money from the wallet to another customer; it cannot be undone",
      args: {
        idempotencyKey: t.arg.string({ required: true }),
        input: t.arg({ type: input(MoneyToSend), required: true }),
      },
      resolve: async (_root, args, context) => {
        const person = personOf(context);
        const idempotencyKey = checked(IdempotencyKey, args.idempotencyKey, "idempotencyKey");
        const { phone, amount: asked } = checked(MoneyToSend, args.input, "input");
        const amount = { ...asked, minorUnits: BigInt(asked.minorUnits) };
        const toCustomerId = await receiver(phone, cannotSendMoney(amount.minorUnits), context);
        const transfer = { customerId: person.customerId, toCustomerId, amount, idempotencyKey };
        const sent = await context.services.billing.sendMoney(transfer, asPerson(person, context.changing()));
        return { available: moneyJson(sent.available), held: moneyJson(sent.held) };
      },
    }),
    sendData: t.field({
      ...part,
      type: output(DataSent),
      description: "Send data from a bundle to another customer; it cannot be undone",
      args: {
        idempotencyKey: t.arg.string({ required: true }),
        input: t.arg({ type: input(DataToSend), required: true }),
      },
      resolve: async (_root, args, context) => {
        const person = personOf(context);
        const idempotencyKey = checked(IdempotencyKey, args.idempotencyKey, "idempotencyKey");
        const { phone, bundleId, octets: many } = checked(DataToSend, args.input, "input");
        const octets = BigInt(many);
        const toCustomerId = await receiver(phone, cannotSendData(bundleId, octets), context);
        const transfer = { customerId: person.customerId, toCustomerId, bundleId, octets, idempotencyKey };
        const sent = await context.services.billing.sendData(transfer, asPerson(person, context.changing()));
        if (!sent.bundle) throw new Error("data was sent and the sender's bundle did not come back");
        return { bundle: bundleJson(sent.bundle) };
      },
    }),
  }));
}

async function receiver(phone: string, cannotSend: CannotSend, context: GraphqlContext): Promise<string> {
  await context.attempt("phone-numbers");
  const person = personOf(context);
  const { customerId } = person;
  const readAccount = () => context.services.billing.getAccount({ customerId }, asPerson(person, context.changing()));
  const found = await receiverOf({ phone, customers: context.customers, readAccount, cannotSend });
  if (!found.ok) throw refusedReceiver(found.error);
  return found.value;
}

async function sharing(
  { customerId }: Person,
  members: ListMembersResponse,
  { services, customers }: GraphqlContext,
  call: CallOptions,
) {
  const { poolOwnerId } = await services.billing.getAccount({ customerId }, call);
  return sharingJson(members, poolOwnerId, customers);
}
