import assert from "node:assert/strict";
import { randomInt, randomUUID } from "node:crypto";
import * as fc from "fast-check";
import { AfterExhaustion, BillingService } from "@beacom/proto/billing/v1/billing";
import { testDatabase } from "@beacom/testing";
import { afterAll, beforeAll, test } from "vitest";
import { type Answer, good, type Rest, rest } from "../authorisation/rest.ts";
import { type Installation, startInstallation } from "../placements/installation.ts";
import { registeredAt, type Subscriber } from "../placements/subscriber.ts";

/** `BEACOM_API_SEED` repeats a run, `BEACOM_API_ROUNDS` makes it longer. */
const seed = Number(process.env["BEACOM_API_SEED"] ?? randomInt(2 ** 31));
const rounds = Number(process.env["BEACOM_API_ROUNDS"] ?? 1);
const price = 2_900;

type Person = Subscriber & { ask: Rest; hasCents: number };

let here: Installation;
let planId: string;
let people: readonly Person[];
beforeAll(async () => {
  const settings = { GATEWAY_PHONE_ATTEMPTS_PER_MINUTE: "100000" };
  here = await startInstallation({ placement: "in one process", makeDatabase: testDatabase, settings });
  const rate = { downBitsPerSecond: 10_000_000n, upBitsPerSecond: 5_000_000n };
  const plan = await here.peers.client(BillingService).publishPlan({
    idempotencyKey: "for sequences",
    name: "1 GB for friends",
    price: { minorUnits: BigInt(price), currency: "ZAR" },
    octets: 1_000_000_000n,
    validitySeconds: 604_800n,
    rate,
    afterExhaustion: AfterExhaustion.WALLED_GARDEN,
    members: 2,
  });
  ({ planId } = plan);
  people = await Promise.all([person(), person(), person()]);
});
afterAll(() => here?.close());

/** Registers, confirms the code that was sent, and signs in with the password. */
async function person(): Promise<Person> {
  const registered = await registeredAt(here.gateway);
  await registered.reaches("walled-garden");
  const proof = { identifier: registered.email, password: "the river bends twice" };
  const { accessToken } = good<{ accessToken: string }>(await rest(here.gateway)("POST", "/v1/sign-in", proof));
  return { ...registered, accessToken, ask: rest(here.gateway, accessToken), hasCents: 0 };
}

type Step =
  | { what: "pay"; who: number; cents: number; forPlan: boolean }
  | { what: "buy"; who: number; twice: boolean }
  | { what: "send money"; who: number; to: number; cents: number; twice: boolean }
  | { what: "send data"; who: number; to: number; octets: number }
  | { what: "share" | "stop sharing" | "leave"; who: number; to: number };

const who = fc.nat(2);
const cents = fc.oneof(fc.integer({ min: 1, max: 6_000 }), fc.constantFrom(price, price - 1, price + 1));
const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    what: fc.constant("pay" as const),
    who,
    cents: fc.integer({ min: price, max: 9_000 }),
    forPlan: fc.boolean(),
  }),
  fc.record({ what: fc.constant("buy" as const), who, twice: fc.boolean() }),
  fc.record({ what: fc.constant("send money" as const), who, to: who, cents, twice: fc.boolean() }),
  fc.record({
    what: fc.constant("send data" as const),
    who,
    to: who,
    octets: fc.integer({ min: 1, max: 2_000_000_000 }),
  }),
  fc.record({ what: fc.constantFrom("share" as const, "stop sharing" as const, "leave" as const), who, to: who }),
);

/** Takes a step, and holds the answer against the money that there is. */
async function take(step: Step): Promise<void> {
  const one = people[step.who]!;
  switch (step.what) {
    case "pay":
      return paid(one, step);
    case "buy": {
      const isPossible = one.hasCents >= price;
      await asked(one, "/v1/me/bundles", { planId }, step.twice, isPossible ? [201, undefined] : tooLow);
      if (isPossible) one.hasCents -= price;
      return;
    }
    case "send money":
      return sentMoney(one, people[step.to]!, step);
    case "send data": {
      const { bundles } = good<{ bundles: { bundleId: string }[] }>(await one.ask("GET", "/v1/me/account"));
      const { phone } = people[step.to]!;
      const body = { phone, bundleId: bundles[0]?.bundleId ?? "bun_none", octets: step.octets };
      return notFailed(await one.ask("POST", "/v1/me/transfers/data", body, { "idempotency-key": randomUUID() }));
    }
    case "share":
      return notFailed(
        await one.ask("POST", "/v1/me/sharing/members", { phone: people[step.to]!.phone, limitOctets: null }),
      );
    case "stop sharing":
      return notFailed(await one.ask("DELETE", `/v1/me/sharing/members/${people[step.to]!.customerId}`));
    case "leave":
      return notFailed(await one.ask("DELETE", "/v1/me/sharing/pool"));
  }
}

type Wanted = [status: number, code: string | undefined];
const tooLow: Wanted = [409, "wallet-too-low"];

/** Once, or again with the same key as on a bad network: the answer is of the same kind and nothing more happens. */
async function asked({ ask }: Person, path: string, body: object, twice: boolean, wanted: Wanted): Promise<void> {
  const key = { "idempotency-key": randomUUID() };
  for (let times = twice ? 2 : 1; times > 0; times--) {
    const answer = await ask("POST", path, body, key);
    assert.deepEqual([answer.status, answer.body.code], wanted, path);
  }
}

async function paid(one: Person, { cents: amount, forPlan }: Extract<Step, { what: "pay" }>): Promise<void> {
  const wanted = { amount: { minorUnits: amount, currency: "ZAR" }, ...(forPlan && { planId }) };
  const { paymentId } = good<{ paymentId: string }>(
    await one.ask("POST", "/v1/me/payments", wanted, { "idempotency-key": randomUUID() }),
  );
  assert.ok(here.paystack.pay(paymentId));
  await one.settled(paymentId);
  one.hasCents += forPlan ? amount - price : amount;
  await one.when(one.account, ({ available }) => assert.equal(available.minorUnits, one.hasCents));
}

async function sentMoney(one: Person, to: Person, { cents: amount, twice }: Extract<Step, { what: "send money" }>) {
  const body = { phone: to.phone, amount: { minorUnits: amount, currency: "ZAR" } };
  const isPossible = one.hasCents >= amount;
  const wanted: Wanted = one === to ? [400, "to-oneself"] : isPossible ? [201, undefined] : tooLow;
  await asked(one, "/v1/me/transfers/money", body, twice, wanted);
  if (one === to || !isPossible) return;
  one.hasCents -= amount;
  to.hasCents += amount;
}

const notFailed = ({ status, body }: Answer) => assert.ok(status < 500, JSON.stringify(body));

test(
  `whatever people do with money and data, in any order, every cent is accounted for (BEACOM_API_SEED=${seed})`,
  async () => {
    const sequences = fc.asyncProperty(fc.array(steps, { minLength: 8, maxLength: 20 }), async (sequence) => {
      for (const step of sequence) await take(step);
      for (const one of people) {
        const { available } = await one.account();
        assert.equal(available.minorUnits, one.hasCents);
        const { rows } = await one.statement();
        const moved = rows.reduce((sum, { amount }) => sum + amount.minorUnits, 0);
        if (rows.length < 100) assert.equal(moved, one.hasCents, "the statement adds up to the wallet");
      }
    });
    // What was done is not undone for a smaller example, so none is looked for.
    await fc.assert(sequences, {
      seed,
      numRuns: 10 * rounds,
      endOnFailure: true,
      interruptAfterTimeLimit: 60_000 * rounds,
    });
    const { problems, ...ledger } = await here.peers.client(BillingService).verifyLedger({}, { timeoutMs: 60_000 });
    assert.deepEqual(problems, []);
    assert.ok(ledger.balanced && ledger.chainIntact && ledger.rebuildEqualsLive);
  },
  180_000 * rounds,
);
