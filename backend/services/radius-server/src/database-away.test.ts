import assert from "node:assert/strict";
import { attributesOf, Code, encodeRequest } from "@beacom/radius";
import { newId } from "@beacom/ids";
import { connect, migrate, serviceUrl } from "@beacom/postgres";
import { ServiceLevel } from "@beacom/proto/billing/v1/billing";
import { durableCluster, eventually } from "@beacom/testing";
import { afterAll, beforeAll, test } from "vitest";
import { radiusServer } from "#module";
import { answerTo, openRouter, openStage, type Stage } from "#stage";

let cluster: Awaited<ReturnType<typeof durableCluster>>;
let stage: Stage;
let router: Awaited<ReturnType<typeof openRouter>>;
let databaseUrl: string;

beforeAll(async () => {
  cluster = await durableCluster();
  const { database } = radiusServer;
  await migrate({ adminUrl: cluster.adminUrl, database: database!, password: "test" });
  databaseUrl = serviceUrl({ adminUrl: cluster.adminUrl, schema: database!.schema, password: "test" });
  stage = await openStage({ databaseUrl });
  router = await openRouter();
  await stage.putNas();
});
afterAll(async () => {
  router.close();
  await stage.close();
  await cluster.stop();
});

const interim = (session: string, seconds: number, octets: number) =>
  attributesOf({
    "Acct-Status-Type": "Interim-Update",
    "Acct-Session-Id": session,
    "User-Name": "27850000000",
    "Acct-Session-Time": seconds,
    "Acct-Output-Octets": octets,
    "Acct-Input-Octets": 0,
  });

test("logins are answered while the database is gone, and accounting is acknowledged only when it is back", async () => {
  const customerId = newId("customer");
  stage.verifyCustomer(customerId, "+27850000000");
  stage.changeService(customerId, 1n, ServiceLevel.FULL);
  let password = "";
  await eventually(async () => {
    ({ password } = await stage.rpc.getCredential({ customerId }));
    assert.equal((await router.login(stage.authPort, "27850000000", password))?.code, Code.AccessAccept);
  });

  await cluster.kill9();
  assert.equal((await router.login(stage.authPort, "27850000000", password))?.code, Code.AccessAccept);
  const request = encodeRequest({
    code: Code.AccountingRequest,
    identifier: 1,
    attributes: interim("85", 60, 500),
    secret: router.secret,
  });
  assert.equal(await router.exchange(stage.acctPort, request, 300), undefined);
  await cluster.start();

  // The router sends again until it is acknowledged, as routers do.
  await eventually(
    async () => {
      const reply = await router.exchange(stage.acctPort, request, 500);
      assert.equal(reply && answerTo(reply, request, router.secret).code, Code.AccountingResponse);
    },
    { withinMs: 30_000 },
  );
  const sql = connect(databaseUrl, { max: 1 });
  const rows = await sql<{ octets_down: bigint }[]>`select octets_down from sessions where acct_session_id = '85'`;
  assert.deepEqual(
    rows.map((row) => row.octets_down),
    [500n],
  );
  await sql.end();
  await eventually(async () => {
    const { sessions } = await stage.rpc.listSessions({ customerId });
    assert.equal(sessions.length, 1);
  });
});

test("a restarted server answers before any peer is up", async () => {
  const restarted = await openStage({ databaseUrl, peersDown: true });
  const [session] = (await restarted.rpc.listSessions({ limit: 1 })).sessions;
  const { password } = await restarted.rpc.getCredential({ customerId: session!.customerId });
  const reply = await router.login(restarted.authPort, session!.username, password);
  assert.equal(reply?.code, Code.AccessAccept);
  const accounting = await router.ask(restarted.acctPort, Code.AccountingRequest, interim("85", 120, 900));
  assert.equal(accounting?.code, Code.AccountingResponse);
  await restarted.close();
});

test("nothing that was acknowledged is lost when the database is killed at any moment", async () => {
  const acknowledged = new Map<string, number>();
  const sent = new Map<string, number>();
  let killing = true;
  let acknowledgements = 0;
  const routers = await Promise.all(Array.from({ length: 8 }, () => openRouter()));
  const reporting = routers.map(async (one, number) => {
    for (let turn = 1; killing || turn < 10; turn++) {
      const session = `86-${number}-${turn % 4}`;
      const octets = turn * 1_000;
      sent.set(session, octets);
      const attributes = interim(session, turn, octets);
      const request = encodeRequest({ code: 4, identifier: turn % 256, attributes, secret: one.secret });
      const reply = await one.exchange(stage.acctPort, request, 1_000);
      if (!reply) continue;
      assert.equal(answerTo(reply, request, one.secret).code, Code.AccountingResponse);
      acknowledged.set(session, octets);
      acknowledgements++;
    }
  });
  for (let times = 0; times < 3; times++) {
    const before = acknowledgements;
    await eventually(() => assert.ok(acknowledgements >= before + 40), { withinMs: 30_000 });
    await cluster.kill9();
    await cluster.start();
  }
  killing = false;
  await Promise.all(reporting);
  assert.ok(acknowledged.size > 0);

  const sql = connect(databaseUrl, { max: 1 });
  const rows = await sql<{ acct_session_id: string; octets_down: bigint }[]>`
    select acct_session_id, octets_down from sessions where acct_session_id like '86-%'`;
  const stored = new Map(rows.map((row) => [row.acct_session_id, Number(row.octets_down)]));
  await sql.end();
  assert.equal(stored.size, rows.length, "a session was stored twice");
  for (const [session, octets] of acknowledged) {
    assert.ok(
      (stored.get(session) ?? 0) >= octets,
      `${session}: acknowledged ${octets}, stored ${stored.get(session)}`,
    );
    assert.ok(stored.get(session)! <= sent.get(session)!);
  }
  for (const one of routers) one.close();
});
