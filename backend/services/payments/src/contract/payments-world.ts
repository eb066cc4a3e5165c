import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { newId } from "@beacom/ids";
import { outboxMigrations } from "@beacom/outbox";
import { valueOf } from "@beacom/result";
import { testDatabase } from "@beacom/testing";
import { intentsIn } from "#adapters/intents-postgres";
import { noticesIn } from "#adapters/notices-postgres";
import { takeCallbacksWith } from "#application/take-callbacks";
import type { OpenProviderWorld } from "#contract/provider-world";
import { noon } from "#domain/intent-examples";
import type { Intent } from "#domain/intent";
import type { Order } from "#domain/order";
import { paymentFlow } from "#payment-flow";

export type PaymentsWorld = Awaited<ReturnType<typeof openPaymentsWorld>>;
const migrations = [outboxMigrations, new URL("../../migrations/", import.meta.url)];

/** The payment flow on a real database, with a provider's sandbox in front, and a clock and a poller that move only when a test says so. */
export async function openPaymentsWorld(openProvider: OpenProviderWorld, { providerTimeoutMs = 2_000 } = {}) {
  const database = await testDatabase({ schema: "payments", migrations });
  const { sql } = database;
  const door = await openDoor();
  const outside = await openProvider(door.url);
  const { provider, scheme } = outside;
  let now = noon;
  const clock = () => now;
  const counts = new Map<string, number>();
  const count = (what: string, times = 1) => void counts.set(what, (counts.get(what) ?? 0) + times);
  const watch = {
    moved: ({ state }: Intent) => count(`moved:${state.status}`),
    found: (_intent: Intent, { kind }: { kind: string }) => count(`found:${kind}`),
    answered: (operation: string, answer: string) => count(`${operation}:${answer}`),
    callback: (result: string, times: number) => count(`callback:${result}`, times),
  };
  const intents = intentsIn(sql);
  const limits = { currency: "ZAR", leastCents: 500n, mostCents: 1_000_000n };
  const log = { error: (fields: object, words: string) => count(`${words}: ${JSON.stringify(fields)}`) };
  const flow = paymentFlow({ intents, provider, watch, clock, log, limits, expiryMs: 30 * 60_000, providerTimeoutMs });
  const takeCallbacks = takeCallbacksWith({ notices: noticesIn(sql), provider, watch, askSoon: () => undefined });

  // What webhook-handler does, without its inbox: the signature, then on to payments.
  door.open(async (rawBody, headers) => {
    const signature = headers[scheme.signatureHeader];
    if (!scheme.isGenuine(rawBody, typeof signature === "string" ? signature : undefined)) {
      count("forged");
      return 401;
    }
    await takeCallbacks([{ callbackId: newId("callback"), provider: provider.name, rawBody, receivedAt: now }]);
    return 200;
  });

  /** Asks about everything that is due now, until nothing is. */
  async function poll(): Promise<void> {
    for (;;) {
      const due = await intents.takeDue(now, new Date(now.getTime() + 60_000), 50);
      if (due.length === 0) return;
      await Promise.all(due.map(flow.askDue));
    }
  }

  return {
    ...outside,
    sql,
    flow,
    poll,
    intents,
    takeCallbacks,
    /** Creates a payment as a person's click does, and waits for the provider. */
    async create(fields: Partial<Order> = {}): Promise<Intent> {
      const { opening } = valueOf(await flow.createPayment({ ...order(), ...fields }));
      return opening;
    },
    order,
    async get(paymentId: string): Promise<Intent> {
      const got = await flow.getPayment(paymentId, () => true);
      return (await got!.asking) ?? got!.intent;
    },
    async stateOf({ paymentId }: { paymentId: string }) {
      return (await intents.find(paymentId))!.state;
    },
    async events(): Promise<string[]> {
      const rows = await sql<{ type: string }[]>`select type from outbox order by position`;
      return rows.map(({ type }) => type.split(".").at(-1)!);
    },
    later(minutes: number): void {
      now = new Date(now.getTime() + minutes * 60_000);
    },
    counted: (what: string) => counts.get(what) ?? 0,
    async callbacksSettled(): Promise<void> {
      await outside.callbacksArrived();
      await poll();
    },
    async close(): Promise<void> {
      flow.stop();
      await flow.finished();
      await outside.close();
      door.close();
      await database.close();
    },
  };
}

let clicks = 0;
const order = (): Order => ({
  customerId: "cus_thandi",
  minorUnits: 9_900n,
  currency: "ZAR",
  planId: "",
  invoiceId: "",
  email: "thandi@example.test",
  returnUrl: "https://portal.test/top-up/{payment_id}",
  idempotencyKey: `click-${clicks++}`,
});

async function openDoor() {
  let answer: (body: Uint8Array, headers: IncomingMessage["headers"]) => Promise<number> = async () => 503;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      void answer(Buffer.concat(chunks), request.headers)
        .catch(() => 503)
        .then((status) => response.writeHead(status).end());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    open: (handler: typeof answer) => void (answer = handler),
    close: () => server.close().closeAllConnections(),
  };
}
