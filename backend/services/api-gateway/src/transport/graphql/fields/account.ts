import { Code, ConnectError } from "@connectrpc/connect";
import {
  accountJson,
  bundleJson,
  customerJson,
  moneyJson,
  sessionUsageJson,
  statementRowJson,
} from "#application/from-proto";
import { checked } from "#transport/graphql/checked";
import type { GraphqlContext } from "#transport/graphql/graphql-context";
import { asPerson, type Me, pageArguments, pageOf, personOf } from "#transport/graphql/me";
import type { Shapes } from "#transport/graphql/shapes";
import type { Person } from "#transport/people";
import { refusedAs } from "#transport/problems";
import {
  Account,
  Bundle,
  BundleBought,
  BundlePurchase,
  NetworkCredential,
  Statement,
  Usage,
} from "#transport/schemas/billing";
import { IdempotencyKey } from "#transport/schemas/common";
import { Customer } from "#transport/schemas/people";
import { OutOfBundleAgreement } from "#transport/schemas/sharing";

const part = { access: "customer", asks: true, nullable: true } as const;

/** What a customer has, what was used and what it cost. */
export function accountFields({ builder, declare, output }: Shapes, me: Me): void {
  declare("customer", Customer, Account, "Wallet", Usage, Statement, NetworkCredential);

  builder.objectFields(me, (t) => ({
    customer: t.field({
      ...part,
      type: output(Customer),
      resolve: (person, _args, { once, reading, services: { identity } }) =>
        once("customer", async () =>
          customerJson(await identity.getCustomer({ customerId: person.customerId }, asPerson(person, reading()))),
        ),
    }),
    account: t.field({
      ...part,
      type: output(Account),
      description: "Wallet, bundles and service at a glance",
      resolve: accountOf,
    }),
    wallet: t.field({
      ...part,
      type: output(Account.pick({ available: true, held: true }), "Wallet"),
      resolve: accountOf,
    }),
    bundles: t.field({
      ...part,
      type: [output(Bundle)],
      resolve: async (person, args, context) => (await accountOf(person, args, context)).bundles,
    }),
    usage: t.field({
      ...part,
      type: output(Usage),
      description: "Usage by session, newest first",
      args: pageArguments(t.arg),
      resolve: (person, args, { once, reading, services: { billing }, config }) => {
        const { page, at } = pageOf(args);
        return once(`usage ${at}`, async () => {
          const asked = { customerId: person.customerId, ...page };
          const answer = await billing.listUsage(asked, asPerson(person, reading()));
          const sessions = answer.sessions.map((session) => sessionUsageJson(session, config.currency));
          return { sessions, nextCursor: answer.page?.nextCursor || null };
        });
      },
    }),
    statement: t.field({
      ...part,
      type: output(Statement),
      description: "Money in and out, newest first",
      args: pageArguments(t.arg),
      resolve: (person, args, { once, reading, services: { billing } }) => {
        const { page, at } = pageOf(args);
        return once(`statement ${at}`, async () => {
          const asked = { customerId: person.customerId, ...page };
          const answer = await billing.listStatement(asked, asPerson(person, reading()));
          return { rows: answer.rows.map(statementRowJson), nextCursor: answer.page?.nextCursor || null };
        });
      },
    }),
    networkCredential: t.field({
      ...part,
      type: output(NetworkCredential),
      description: "Username and password for the router",
      resolve: (person, _args, context) => context.once("network-credential", () => credentialOf(person, context)),
    }),
  }));
}

/** Buying bundles, and agreeing to use without one. */
export function accountMutations({ builder, declare, input, output }: Shapes): void {
  declare("customer", BundleBought);

  builder.mutationFields((t) => ({
    buyBundle: t.field({
      ...part,
      type: output(BundleBought),
      description: "Buy a bundle from the wallet",
      args: {
        idempotencyKey: t.arg.string({ required: true }),
        input: t.arg({ type: input(BundlePurchase), required: true }),
      },
      resolve: async (_root, args, context) => {
        const person = personOf(context);
        const idempotencyKey = checked(IdempotencyKey, args.idempotencyKey, "idempotencyKey");
        const { planId } = checked(BundlePurchase, args.input, "input");
        const { bundle, available } = await context.services.billing.buyBundle(
          { customerId: person.customerId, planId, idempotencyKey },
          asPerson(person, context.changing()),
        );
        if (!bundle) throw new Error("a bundle was bought and did not come back");
        return { bundle: bundleJson(bundle), available: moneyJson(available) };
      },
    }),
    allowOutOfBundle: t.field({
      ...part,
      type: output(Account),
      description: "Agree to pay for use without a bundle, at a tariff and up to a limit",
      args: { input: t.arg({ type: input(OutOfBundleAgreement), required: true }) },
      resolve: async (_root, args, context) => {
        const person = personOf(context);
        const { planId, limit } = checked(
          OutOfBundleAgreement,
          { ...args.input, limit: args.input.limit ?? null },
          "input",
        );
        const most = limit && { limit: { ...limit, minorUnits: BigInt(limit.minorUnits) } };
        const agreement = { customerId: person.customerId, planId, payer: "wallet", ...most };
        return accountJson(
          await context.services.billing.allowOutOfBundle(agreement, asPerson(person, context.changing())),
        );
      },
    }),
    forbidOutOfBundle: t.field({
      ...part,
      type: output(Account),
      description: "Block use without a bundle",
      resolve: async (_root, _args, context) => {
        const person = personOf(context);
        const { customerId } = person;
        return accountJson(
          await context.services.billing.forbidOutOfBundle({ customerId }, asPerson(person, context.changing())),
        );
      },
    }),
  }));
}

async function accountOf({ customerId }: Person, _args: unknown, { once, reading, live }: GraphqlContext) {
  const account = await once("account", () => live.accountOf(customerId, reading().signal));
  if (!account) throw refusedAs(404, "account-not-open-yet");
  return account;
}

async function credentialOf(person: Person, { reading, services: { radius } }: GraphqlContext) {
  try {
    const { customerId } = person;
    const { username, password } = await radius.getCredential({ customerId }, asPerson(person, reading()));
    return { username, password };
  } catch (error) {
    if (ConnectError.from(error).code !== Code.NotFound) throw error;
    throw refusedAs(404, "credential-not-ready-yet");
  }
}
