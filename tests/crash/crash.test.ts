import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { createNas, type Nas } from "@beacom/nas-sandbox";
import { connect, migrate, serviceUrl, type Sql } from "@beacom/postgres";
import { AfterExhaustion, BillingService } from "@beacom/proto/billing/v1/billing";
import { RadiusService } from "@beacom/proto/radius/v1/radius";
import { durableCluster, eventually } from "@beacom/testing";
import { afterAll, beforeAll, test } from "vitest";
import { type Installation, startInstallation } from "../placements/installation.ts";
import { registeredAt } from "../placements/subscriber.ts";
import { load, type Loaded, topUpCents } from "./load.ts";

const planCents = 2_900;
let cluster: Awaited<ReturnType<typeof durableCluster>>;
let here: Installation;
let nas: Nas;
let radius: Sql;
let webhooks: Sql;

beforeAll(async () => {
  cluster = await durableCluster();
  const password = "crash-test";
  here = await startInstallation({
    placement: "in a process each",
    supervised: true,
    async makeDatabase(database) {
      await migrate({ adminUrl: cluster.adminUrl, database, password });
      const url = serviceUrl({ adminUrl: cluster.adminUrl, schema: database.schema, password });
      return { url, close: async () => {} };
    },
  });
  const { authPort, acctPort } = here;
  const secret = "crash-test-secret";
  const retransmission = { firstMs: 200, longestMs: 1_000, times: 3 };
  const place = { server: "127.0.0.1", authPort, acctPort, coaPort: 0 };
  nas = await createNas({ ...place, secret, identifier: "tower-1", retransmission });
  await here.peers.client(RadiusService).putNas({
    name: "tower-1",
    address: "127.0.0.1",
    secret,
    vendor: "mikrotik",
    coaPort: nas.coaPort,
    requireMessageAuthenticator: "auto",
  });
  radius = connect(here.databaseUrls["RADIUS_DATABASE_URL"]!, { max: 1, name: "crash-test" });
  webhooks = connect(here.databaseUrls["WEBHOOKS_DATABASE_URL"]!, { max: 1, name: "crash-test" });
});
afterAll(async () => {
  await nas?.close();
  await Promise.all([radius?.end({ timeout: 1 }), webhooks?.end({ timeout: 1 })]);
  await here?.close();
  await cluster?.stop();
});

test("kill -9 of every process and of the database loses nothing that was acknowledged and charges nothing twice", {
  timeout: 600_000,
}, async () => {
  const billing = here.peers.client(BillingService);
  const rate = { downBitsPerSecond: 10_000_000n, upBitsPerSecond: 5_000_000n };
  const plan = await billing.publishPlan({
    idempotencyKey: "much",
    name: "Much",
    price: { minorUnits: BigInt(planCents), currency: "ZAR" },
    octets: 500_000_000_000n,
    validitySeconds: 604_800n,
    rate,
    afterExhaustion: AfterExhaustion.WALLED_GARDEN,
  });
  // Every callback comes twice: what the provider repeats must not count twice either.
  here.paystack.behave({ duplicates: 1 });
  const loads = await Promise.all(
    [1, 2, 3].map(async () => {
      const subscriber = await registeredAt(here.gateway);
      await subscriber.reaches("walled-garden");
      const { paymentId } = await subscriber.pay(planCents, plan.planId);
      assert.ok(here.paystack.pay(paymentId));
      await subscriber.reaches("full");
      return load(here, nas, subscriber);
    }),
  );
  const states = loads.map((each) => each.state);

  for (const process of here.processes) {
    await progress(states);
    await process.kill9();
    await nothingAcknowledgedIsMissing(states);
    await process.ready();
  }
  for (const _ of [1, 2]) {
    await progress(states);
    await cluster.kill9();
    const acknowledged = states.map((state) => ({ ...state }));
    await pause(300);
    await cluster.start();
    await nothingAcknowledgedIsMissing(acknowledged);
    await Promise.all(here.processes.map((each) => each.ready()));
  }
  await progress(states);
  await Promise.all(loads.map((each) => each.finish()));
  await here.paystack.idle();

  await nothingAcknowledgedIsMissing(states);
  await Promise.all(states.map(everythingIsChargedOnce));
  const verified = await billing.verifyLedger({}, { timeoutMs: 60_000 });
  assert.deepEqual(verified.problems, []);
  assert.ok(verified.balanced && verified.chainIntact && verified.rebuildEqualsLive);
  // A database that is away for a moment is no reason to end.
  const deaths = here.processes.flatMap((each) => each.ownDeaths.map((how) => `${each.name}: ${how}`));
  assert.deepEqual(deaths, []);
});

/** Each subscriber gets some more reports acknowledged and one more payment paid: the load has found its way around the last crash. */
async function progress(states: readonly Loaded[]): Promise<void> {
  const before = states.map(({ reports, paid }) => ({ reports, paid: paid.length }));
  await eventually(
    () => {
      for (const [index, state] of states.entries()) {
        assert.ok(state.reports >= before[index]!.reports + 10, "no reports are acknowledged");
        assert.ok(state.paid.length > before[index]!.paid, "no payments are opened");
      }
    },
    { withinMs: 90_000 },
  );
}

/** What was acknowledged before this was asked is in the database now. */
async function nothingAcknowledgedIsMissing(
  states: readonly Pick<Loaded, "session" | "acknowledged">[],
): Promise<void> {
  for (const { session, acknowledged } of states) {
    const rows = await patiently(
      () => radius<{ octets: bigint }[]>`
        select (octets_down + octets_up)::bigint as octets from sessions where acct_session_id = ${session.acctSessionId}`,
    );
    assert.equal(rows.length, 1, "one session");
    const kept = rows[0]!.octets;
    const promised = acknowledged.octetsDown + acknowledged.octetsUp;
    assert.ok(kept >= promised, `${promised} octets were acknowledged, ${kept} are kept`);
  }
}

async function everythingIsChargedOnce({ subscriber, session, acknowledged, paid }: Loaded): Promise<void> {
  const octets = Number(acknowledged.octetsDown + acknowledged.octetsUp);
  await eventually(
    async () => {
      const account = await subscriber.account();
      assert.equal(account.bundles[0]?.octetsUsed, octets, "octets charged");
      assert.equal(account.available.minorUnits, paid.length * topUpCents, "cents credited");
    },
    { withinMs: 120_000 },
  );
  const { sessions } = await subscriber.usage();
  assert.equal(sessions.length, 1);
  assert.equal(sessions[0]!.octetsDown + sessions[0]!.octetsUp, octets);
  assert.ok(sessions[0]!.endedAt, `${session.acctSessionId} has ended`);
  const kept = await patiently(
    () => webhooks<{ text: string }[]>`select convert_from(raw_body, 'UTF8') as text from callbacks`,
  );
  for (const paymentId of paid) {
    const reference = paymentId.replaceAll("_", "-");
    assert.equal(
      kept.filter(({ text }) => text.includes(reference)).length,
      1,
      `the callback of ${paymentId} is kept once`,
    );
  }
}

/** The database may just be coming back. */
async function patiently<T>(query: () => PromiseLike<T>): Promise<T> {
  let found: { rows: T } | undefined;
  await eventually(
    async () => {
      found = { rows: await query() };
    },
    { withinMs: 30_000 },
  );
  return found!.rows;
}
