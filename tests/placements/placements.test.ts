import assert from "node:assert/strict";
import { AfterExhaustion, BillingService } from "@beacom/proto/billing/v1/billing";
import { WebhookService } from "@beacom/proto/notification/v1/webhooks";
import { RadiusService } from "@beacom/proto/radius/v1/radius";
import { createNas, type Nas } from "@beacom/nas-sandbox";
import { eventually, testDatabase } from "@beacom/testing";
import { afterAll, beforeAll, describe, test } from "vitest";
import { openReceiver, type Receiver } from "../../backend/services/notification-service/src/testing/receiver.ts";
import { type Installation, type Placement, startInstallation } from "./installation.ts";
import { registeredAt } from "./subscriber.ts";

const octets = 1_000_000_000n;
const full = { downBitsPerSecond: 10_000_000, upBitsPerSecond: 5_000_000 };
const slow = { downBitsPerSecond: 512_000, upBitsPerSecond: 256_000 };
const rate = ({ downBitsPerSecond, upBitsPerSecond }: typeof full) => ({
  downBitsPerSecond: BigInt(downBitsPerSecond),
  upBitsPerSecond: BigInt(upBitsPerSecond),
});

describe.each<{ placement: Placement }>([{ placement: "in one process" }, { placement: "in a process each" }])(
  "with all services $placement",
  ({ placement }) => {
    let here: Installation;
    let nas: Nas;
    let program: Receiver;
    beforeAll(async () => {
      here = await startInstallation({ placement, makeDatabase: testDatabase });
      const secret = "placements-nas-secret";
      const { authPort, acctPort } = here;
      nas = await createNas({ server: "127.0.0.1", authPort, acctPort, secret, coaPort: 0, identifier: "tower-1" });
      await here.peers.client(RadiusService).putNas({
        name: "tower-1",
        address: "127.0.0.1",
        secret,
        vendor: "mikrotik",
        coaPort: nas.coaPort,
        requireMessageAuthenticator: "auto",
      });
    });
    afterAll(async () => {
      await nas?.close();
      await program?.close();
      await here?.close();
    });

    test("a person registers, pays, goes online, uses it up, is slowed down, tops up and is fast again", async () => {
      program = await openReceiver();
      await followedBy(program, here);
      const billing = here.peers.client(BillingService);
      const plan = await billing.publishPlan({
        idempotencyKey: "1 GB",
        name: "1 GB for a week",
        price: { minorUnits: 2_900n, currency: "ZAR" },
        octets,
        validitySeconds: 604_800n,
        rate: rate(full),
        afterExhaustion: AfterExhaustion.THROTTLE,
        throttledRate: rate(slow),
      });

      const person = await registeredAt(here.gateway);
      await person.reaches("walled-garden");
      const credential = await person.credential();

      const first = await person.pay(2_900, plan.planId);
      assert.ok(here.paystack.pay(first.paymentId));
      await person.settled(first.paymentId);
      await person.reaches("full");

      const session = await online(nas, credential);
      assert.ok((await session.start()).ok);
      for (const [permille, notices] of [
        [550n, 1],
        [850n, 2],
        [1_010n, 3],
      ] as const) {
        const used = (octets * permille) / 1000n;
        assert.ok((await session.interim({ octetsDown: (used * 9n) / 10n, octetsUp: used / 10n })).ok);
        await person.when(person.messages, (found) =>
          assert.equal(found.filter(({ kind }) => kind === "usage-notice").length, notices),
        );
      }
      await eventually(() => assertRate(session.rateLimit(), slow));
      await person.reaches("throttled");

      const second = await person.pay(2_900, plan.planId);
      assert.ok(here.paystack.pay(second.paymentId));
      await person.settled(second.paymentId);
      await eventually(() => assertRate(session.rateLimit(), full));
      assert.deepEqual(
        nas.received.filter((event) => !event.repeated).map(({ kind, answer, applied }) => [kind, answer, applied]),
        [
          ["coa", "ack", true],
          ["coa", "ack", true],
        ],
      );

      assert.ok((await session.stop()).ok);
      const { customerId } = person;
      for (const restriction of ["suspended", ""]) await billing.restrictService({ customerId, restriction });
      await eventually(() => assert.deepEqual(heardBy(program), heardOfTheJourney));
      const usage = await person.when(person.usage, ({ sessions }) => assert.ok(sessions[0]?.endedAt));
      const [told] = usage.sessions;
      const deducted = told!.deductions.reduce((sum, { octets: each }) => sum + each, 0);
      assert.equal(deducted + told!.octetsFree, told!.octetsDown + told!.octetsUp);
      const account = await person.account();
      assert.equal(account.available.minorUnits, 0);

      const verified = await billing.verifyLedger({}, { timeoutMs: 30_000 });
      assert.deepEqual(verified.problems, []);
      assert.ok(verified.balanced && verified.chainIntact && verified.rebuildEqualsLive);
    });

    test("what nobody may do from outside is refused by the services themselves", async () => {
      const person = await registeredAt(here.gateway);
      const billing = here.peers.client(BillingService);
      const bare = { headers: { authorization: "none" } };
      await assert.rejects(billing.getAccount({ customerId: person.customerId }, bare), /token-missing/);
      await assert.rejects(billing.verifyLedger({}, { headers: { authorization: "Bearer abc" } }), /token-invalid/);
    });
  },
);

/** The operator's own program asks for everything that there is. */
async function followedBy({ url }: Receiver, { peers }: Installation): Promise<void> {
  const webhooks = peers.client(WebhookService);
  const all = (await webhooks.listEventTypes({})).eventTypes.map(({ type }) => type);
  const eventTypes = all.filter((type) => type !== "webhook.test");
  await webhooks.createEndpoint({ url, eventTypes, idempotencyKey: "the operator's program" });
}

/** The types of what it heard, each message once: they come in no order. */
function heardBy({ received }: Receiver): string[] {
  const messages = new Map(received.map(({ headers, body }) => [headers["webhook-id"], body]));
  return [...messages.values()].map((body) => (JSON.parse(body) as { type: string }).type).toSorted();
}

const heardOfTheJourney = [
  "bundle.activated",
  "bundle.activated",
  "bundle.used_up",
  "customer.registered",
  "customer.verified",
  "payment.succeeded",
  "payment.succeeded",
  "session.started",
  "session.stopped",
  "subscriber.restored",
  "subscriber.suspended",
];

/** The credential and the plan reach the RADIUS server as events; a login a moment too early gets the walled garden. */
async function online(nas: Nas, credential: { username: string; password: string }) {
  let session: Extract<Awaited<ReturnType<Nas["login"]>>, { ok: true }>["value"] | undefined;
  await eventually(async () => {
    const login = await nas.login({ ...credential, method: "pap" });
    assert.ok(login.ok, JSON.stringify(login));
    assertRate(login.value.rateLimit(), full);
    session = login.value;
  });
  return session!;
}

function assertRate(actual: { downBitsPerSecond: number; upBitsPerSecond: number } | undefined, wanted: typeof full) {
  assert.deepEqual(
    [actual?.downBitsPerSecond, actual?.upBitsPerSecond],
    [wanted.downBitsPerSecond, wanted.upBitsPerSecond],
  );
}
