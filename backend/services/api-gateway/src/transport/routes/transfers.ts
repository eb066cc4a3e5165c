import { bundleJson, moneyJson } from "#application/from-proto";
import { type CannotSend, cannotSendData, cannotSendMoney, receiverOf } from "#application/receiver";
import { type Person, personOf } from "#transport/people";
import { refusedReceiver } from "#transport/problems";
import type { App, RouteContext } from "#transport/routes/route-context";
import { IdempotencyHeaders } from "#transport/schemas/common";
import { DataSent, DataToSend, MoneySent, MoneyToSend } from "#transport/schemas/sharing";

/** Money and data to another customer, named by the phone number. */
export function transferRoutes(app: App, { services: { billing }, customers }: RouteContext) {
  const access = { access: "customer", limit: "phone" } as const;

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
      const toCustomerId = await receiver(personOf(request), request.body.phone, cannotSendMoney(amount.minorUnits));
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
      const toCustomerId = await receiver(personOf(request), phone, cannotSendData(bundleId, octets));
      const idempotencyKey = request.headers["idempotency-key"];
      const sent = await billing.sendData({ customerId, toCustomerId, bundleId, octets, idempotencyKey }, { headers });
      if (!sent.bundle) throw new Error("data was sent and the sender's bundle did not come back");
      return reply.status(201).send({ bundle: bundleJson(sent.bundle) });
    },
  );

  async function receiver({ customerId, headers }: Person, phone: string, cannotSend: CannotSend): Promise<string> {
    const readAccount = () => billing.getAccount({ customerId }, { headers });
    const found = await receiverOf({ phone, customers, readAccount, cannotSend });
    if (!found.ok) throw refusedReceiver(found.error);
    return found.value;
  }
}
