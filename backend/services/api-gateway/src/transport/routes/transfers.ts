import type { Account } from "@beacom/proto/billing/v1/billing";
import { bundleJson, moneyJson } from "#application/from-proto";
import { type Person, personOf } from "#transport/people";
import { refusedAs } from "#transport/problems";
import type { App, RouteContext } from "#transport/routes/route-context";
import { IdempotencyHeaders } from "#transport/schemas/common";
import { DataSent, DataToSend, MoneySent, MoneyToSend } from "#transport/schemas/sharing";

/** Money and data to another customer, named by the phone number. */
export function transferRoutes(app: App, { services: { billing }, customers, config }: RouteContext) {
  const access = { access: "customer", rateLimit: { max: config.phoneAttemptsPerMinute } } as const;

  app.post(
    "/v1/me/transfers/money",
    {
      config: access,
      schema: {
        tags: ["billing"],
        summary: "Send money from the wallet to another customer; it cannot be undone",
        headers: IdempotencyHeaders,
        body: MoneyToSend,
        response: { 201: MoneySent },
      },
    },
    async (request, reply) => {
      const { customerId, headers } = personOf(request);
      const amount = { ...request.body.amount, minorUnits: BigInt(request.body.amount.minorUnits) };
      const toCustomerId = await receiver(personOf(request), request.body.phone, (account) => {
        if ((account.available?.minorUnits ?? 0n) < amount.minorUnits) return "wallet-too-low";
        return undefined;
      });
      const idempotencyKey = request.headers["idempotency-key"];
      const sent = await billing.sendMoney({ customerId, toCustomerId, amount, idempotencyKey }, { headers });
      return reply.status(201).send({ available: moneyJson(sent.available), held: moneyJson(sent.held) });
    },
  );

  app.post(
    "/v1/me/transfers/data",
    {
      config: access,
      schema: {
        tags: ["billing"],
        summary: "Send data from a bundle to another customer; it cannot be undone",
        headers: IdempotencyHeaders,
        body: DataToSend,
        response: { 201: DataSent },
      },
    },
    async (request, reply) => {
      const { customerId, headers } = personOf(request);
      const { phone, bundleId } = request.body;
      const octets = BigInt(request.body.octets);
      const toCustomerId = await receiver(personOf(request), phone, ({ bundles }) => {
        const bundle = bundles.find((candidate) => candidate.bundleId === bundleId);
        if (bundle?.state !== "active") return "bundle-not-active";
        return bundle.octetsRemaining < octets ? "not-enough-left" : undefined;
      });
      const idempotencyKey = request.headers["idempotency-key"];
      const sent = await billing.sendData({ customerId, toCustomerId, bundleId, octets, idempotencyKey }, { headers });
      if (!sent.bundle) throw new Error("data was sent and the sender's bundle did not come back");
      return reply.status(201).send({ bundle: bundleJson(sent.bundle) });
    },
  );

  /** Whether a number is a customer's is told only to somebody who has what is to be sent: asking with nothing in hand tells nothing. */
  async function receiver(
    { customerId, headers }: Person,
    phone: string,
    cannotSend: (account: Account) => "wallet-too-low" | "bundle-not-active" | "not-enough-left" | undefined,
  ): Promise<string> {
    const found = await customers.idOf(phone);
    if (found !== undefined) return found;
    const refusal = cannotSend(await billing.getAccount({ customerId }, { headers }));
    throw refusal ? refusedAs(409, refusal) : refusedAs(404, "receiver-unknown");
  }
}
