import type { AddressInfo } from "node:net";
import Fastify from "fastify";
import { apiRoutes } from "#api";
import { Behaviour, type BehaviourInput } from "#behaviour";
import { callbacksTo } from "#callbacks";
import { checkoutRoutes } from "#checkout";
import { controlRoutes } from "#controls";
import { type Transaction, Transactions } from "#transactions";
import { transactionJson } from "#wire";

export type SandboxOptions = {
  /** 0 takes a free port. */
  port: number;
  secretKey: string;
  /** Where callbacks go; without it none is sent. */
  webhookUrl?: string | undefined;
  host?: string | undefined;
  /** Where browsers reach the hosted page; the address it listens on by default. */
  publicUrl?: string | undefined;
  /** Keeps the transactions over a restart. */
  file?: string | undefined;
  behaviour?: BehaviourInput | undefined;
  /** Wait before the first repetition of a callback that was not accepted; doubled each time. */
  retryMs?: number | undefined;
};

export type PaystackSandbox = {
  readonly url: string;
  readonly port: number;
  /** What the person does on the hosted page. False when the reference is not known. */
  pay(reference: string): boolean;
  decline(reference: string): boolean;
  /** A well signed charge.success although nobody has paid: what a leaked key could do. */
  claimPaid(reference: string): boolean;
  transactions(): readonly Transaction[];
  behave(behaviour: BehaviourInput): void;
  behaviour(): Behaviour;
  /** Resolves when every callback has been accepted. */
  idle(): Promise<void>;
  callbacksDelivered(): number;
  close(): Promise<void>;
};

export async function createPaystackSandbox(options: SandboxOptions): Promise<PaystackSandbox> {
  let behaviour = Behaviour.parse(options.behaviour ?? {});
  const transactions = new Transactions(options.file);
  const callbacks = callbacksTo({
    url: options.webhookUrl,
    secretKey: options.secretKey,
    behaviour: () => behaviour,
    retryMs: options.retryMs ?? 1_000,
  });
  // Beacom's ids have an underscore, which Paystack's references do not take; either is understood here.
  const find = (text: string) => transactions.find(text) ?? transactions.find(text.replaceAll("_", "-"));
  const on = (act: (transaction: Transaction) => void) => (reference: string) => {
    const transaction = find(reference);
    if (transaction) act(transaction);
    return transaction !== undefined;
  };

  function pay(transaction: Transaction): void {
    if (transaction.status === "success" || transaction.status === "reversed") return;
    const wrong = {
      amount: behaviour.wrongAmountCents ?? transaction.amount,
      currency: behaviour.wrongCurrency ?? transaction.currency,
    };
    if (behaviour.wrongIn === "everywhere") Object.assign(transaction, wrong);
    Object.assign(transaction, { status: "success", gatewayResponse: "Successful", paidAt: new Date().toISOString() });
    transactions.save();
    callbacks.send("charge.success", { ...transactionJson(transaction), ...wrong });
  }

  /** Paystack sends no callback for a declined card; the person may try again on the same page. */
  function decline(transaction: Transaction): void {
    if (transaction.status !== "abandoned" && transaction.status !== "failed") return;
    Object.assign(transaction, { status: "failed", gatewayResponse: "Insufficient Funds" });
    transactions.save();
  }

  function claimPaid(transaction: Transaction): void {
    const lie = { status: "success", gateway_response: "Successful", paid_at: new Date().toISOString() };
    callbacks.send("charge.success", { ...transactionJson(transaction), ...lie });
  }

  const app = Fastify({ logger: false, forceCloseConnections: true, bodyLimit: 1_048_576 });
  const controls = {
    pay: on(pay),
    decline: on(decline),
    claimPaid: on(claimPaid),
    behaviour: () => behaviour,
    behave(input: BehaviourInput) {
      behaviour = Behaviour.parse(input);
      callbacks.release();
    },
  };
  await app.register(async (scope) =>
    apiRoutes(scope, {
      secretKey: options.secretKey,
      transactions,
      callbacks,
      behaviour: () => behaviour,
      publicUrl: () => publicUrl,
    }),
  );
  await app.register(async (scope) => checkoutRoutes(scope, { transactions, pay, decline }));
  await app.register(async (scope) => controlRoutes(scope, controls));
  app.get("/healthz", async () => ({ status: true }));
  const host = options.host ?? "127.0.0.1";
  await app.listen({ port: options.port, host });
  const { port } = app.server.address() as AddressInfo;
  const publicUrl = options.publicUrl ?? `http://${host === "0.0.0.0" ? "127.0.0.1" : host}:${port}`;

  return {
    ...controls,
    url: publicUrl,
    port,
    transactions: () => transactions.all(),
    idle: () => callbacks.idle(),
    callbacksDelivered: () => callbacks.delivered(),
    async close() {
      await callbacks.close();
      await app.close();
    },
  };
}
