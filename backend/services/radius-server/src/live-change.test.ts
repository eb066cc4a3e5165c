import assert from "node:assert/strict";
import { newId } from "@beacom/ids";
import { Code, Type } from "@beacom/radius";
import { ServiceLevel } from "@beacom/proto/billing/v1/billing";
import { DynamicAuthorizationDoneSchema } from "@beacom/proto/radius/v1/radius";
import { eventually } from "@beacom/testing";
import { fromJsonString } from "@bufbuild/protobuf";
import { afterAll, beforeAll, test } from "vitest";
import { openListener as listener } from "#coa-listener";
import { openRouter, openStage, type Stage } from "#stage";

let stage: Stage;
let router: Awaited<ReturnType<typeof openRouter>>;
let numbers = 27_840_000_000;

beforeAll(async () => {
  stage = await openStage();
  router = await openRouter();
});
afterAll(async () => {
  router.close();
  await stage.close();
});

/** A customer who is online at the router. */
async function online(level = ServiceLevel.FULL) {
  const customerId = newId("customer");
  stage.verifyCustomer(customerId, `+${numbers++}`);
  stage.changeService(customerId, 1n, level);
  let username = "";
  let sessionClass: Uint8Array | undefined;
  await eventually(async () => {
    const credential = await stage.rpc.getCredential({ customerId });
    username = credential.username;
    const reply = await router.login(stage.authPort, username, credential.password);
    assert.equal(reply?.code, Code.AccessAccept);
    sessionClass = reply.attributes.find((attribute) => attribute.type === Type.Class)!.value;
  });
  const report = {
    "Acct-Status-Type": "Start",
    "Acct-Session-Id": `84${username.slice(-5)}`,
    "User-Name": username,
    "NAS-IP-Address": "127.0.0.1",
    "Framed-IP-Address": "100.64.1.7",
    Class: sessionClass!,
  };
  await router.account(stage.acctPort, report);
  const [session] = (await stage.rpc.listSessions({ customerId })).sessions;
  return { customerId, username, sessionId: session!.sessionId, acctSessionId: session!.acctSessionId, report };
}

async function outcomesOf(sessionId: string) {
  return stage.sql!<{ kind: string; outcome: string | null; error_cause: number; service_version: bigint }[]>`
    select kind, outcome, error_cause, service_version from dynamic_authorizations where session_id = ${sessionId} order by id`;
}

async function settled(sessionId: string, expected: string[]) {
  await eventually(async () => {
    const rows = await outcomesOf(sessionId);
    assert.deepEqual(
      rows.map((row) => `${row.kind} ${row.outcome}`),
      expected,
    );
  });
}

test("a throttled customer's live session gets the new rate, with all that RouterOS needs to find it", async () => {
  const nas = await listener(() => "ack");
  await stage.putNas({ coaPort: nas.port });
  const { customerId, username, sessionId, acctSessionId } = await online();
  stage.changeService(customerId, 2n, ServiceLevel.THROTTLED, { down: 1_000_000n, up: 512_000n });
  await settled(sessionId, ["coa acknowledged"]);
  const [heard] = nas.heard;
  assert.equal(heard?.packet.code, Code.CoaRequest);
  assert.equal(heard.named["User-Name"], username);
  assert.equal(heard.named["Acct-Session-Id"], acctSessionId);
  assert.equal(heard.named["Framed-IP-Address"], "100.64.1.7");
  assert.equal(heard.named["NAS-IP-Address"], "127.0.0.1");
  assert.equal(heard.named["Mikrotik-Rate-Limit"], "512k/1M");
  const events = await stage.sql!<{ json: string }[]>`
    select json from outbox where type = ${DynamicAuthorizationDoneSchema.typeName} and key = ${customerId}`;
  const done = fromJsonString(DynamicAuthorizationDoneSchema, events[0]!.json);
  assert.equal(done.outcome, "acknowledged");
  assert.equal(done.serviceVersion, 2n);
  nas.close();
});

test("a customer in the walled garden is put on its list, and taken off it again", async () => {
  const nas = await listener(() => "ack");
  await stage.putNas({ coaPort: nas.port });
  const { customerId, sessionId } = await online();
  stage.changeService(customerId, 2n, ServiceLevel.WALLED_GARDEN);
  await settled(sessionId, ["coa acknowledged"]);
  stage.changeService(customerId, 3n, ServiceLevel.FULL);
  await settled(sessionId, ["coa acknowledged", "coa acknowledged"]);
  assert.deepEqual(
    nas.heard.map(({ named }) => named["Mikrotik-Address-List"]),
    ["walled-garden", "online"],
  );
  nas.close();
});

test("a blocked customer is disconnected", async () => {
  const nas = await listener(() => "ack");
  await stage.putNas({ coaPort: nas.port });
  const { customerId, sessionId } = await online();
  stage.changeService(customerId, 2n, ServiceLevel.BLOCKED);
  await settled(sessionId, ["disconnect acknowledged"]);
  assert.equal(nas.heard[0]?.packet.code, Code.DisconnectRequest);
  nas.close();
});

test("a refused CoA is recorded with its cause and becomes a Disconnect", async () => {
  const nas = await listener(({ packet }) => (packet.code === Code.CoaRequest ? { nak: 401 } : "ack"));
  await stage.putNas({ coaPort: nas.port });
  const { customerId, sessionId } = await online();
  stage.changeService(customerId, 2n, ServiceLevel.THROTTLED);
  await settled(sessionId, ["coa refused", "disconnect acknowledged"]);
  assert.equal((await outcomesOf(sessionId))[0]?.error_cause, 401);
  assert.ok((await stage.counter("radius_dynamic_authorizations_total", { kind: "coa", outcome: "refused" })) >= 1);
  nas.close();
});

test("a session that the router does not know any more is closed", async () => {
  const nas = await listener(() => ({ nak: 503 }));
  await stage.putNas({ coaPort: nas.port });
  const { customerId, sessionId } = await online();
  stage.changeService(customerId, 2n, ServiceLevel.BLOCKED);
  await settled(sessionId, ["disconnect refused"]);
  await eventually(async () => {
    const [session] = (await stage.rpc.listSessions({ customerId })).sessions;
    assert.equal(session?.terminateCause, "Lost-Service");
  });
  nas.close();
});

test("a request is sent again, the same to the octet, until it is answered", async () => {
  let count = 0;
  const nas = await listener(() => (++count < 2 ? "silence" : "ack"));
  await stage.putNas({ coaPort: nas.port });
  const { customerId, sessionId } = await online();
  stage.changeService(customerId, 2n, ServiceLevel.THROTTLED);
  await settled(sessionId, ["coa acknowledged"]);
  assert.equal(nas.heard.length, 2);
  assert.deepEqual(nas.heard[1]?.packet.bytes, nas.heard[0]?.packet.bytes);
  nas.close();
});

test("a newer state takes the place of the one under way", async () => {
  const nas = await listener(({ named }) => (named["Mikrotik-Rate-Limit"] === "1M/1M" ? "silence" : "ack"));
  await stage.putNas({ coaPort: nas.port });
  const { customerId, sessionId } = await online();
  stage.changeService(customerId, 2n, ServiceLevel.THROTTLED, { down: 1_000_000n, up: 1_000_000n });
  await eventually(() => assert.equal(nas.heard.length, 1));
  stage.changeService(customerId, 3n, ServiceLevel.FULL, { down: 9_000_000n, up: 9_000_000n });
  await settled(sessionId, ["coa superseded", "coa acknowledged"]);
  nas.close();
});

test("a session that began with an older state is brought up to date when it reports", async () => {
  const nas = await listener(() => "ack");
  await stage.putNas({ coaPort: nas.port });
  const { customerId, report } = await online();
  stage.changeService(customerId, 2n, ServiceLevel.THROTTLED, { down: 2_000_000n, up: 2_000_000n });
  await eventually(() => assert.equal(nas.heard.length, 1));
  // It logged in with version 1, and its Start comes only now.
  await router.account(stage.acctPort, { ...report, "Acct-Session-Id": "late-start" });
  await eventually(() => {
    const late = nas.heard.find(({ named }) => named["Acct-Session-Id"] === "late-start");
    assert.equal(late?.named["Mikrotik-Rate-Limit"], "2M/2M");
  });
  nas.close();
});

test("staff disconnect a session by hand and see what the router said", async () => {
  const nas = await listener(() => "ack");
  await stage.putNas({ coaPort: nas.port });
  const { sessionId } = await online();
  const result = await stage.rpc.disconnect({ sessionId });
  assert.deepEqual({ outcome: result.outcome, attempts: result.attempts }, { outcome: "acknowledged", attempts: 1 });
  await assert.rejects(stage.rpc.disconnect({ sessionId: "ses_none" }), /session-not-open/);
  nas.close();
});

test("what a stopped server had not done is done by the next one", async () => {
  const silent = await listener(() => "silence");
  await stage.putNas({ coaPort: silent.port });
  const { customerId, sessionId } = await online();
  const first = await openStage({ databaseUrl: stage.databaseUrl });
  await first.close();
  stage.changeService(customerId, 2n, ServiceLevel.THROTTLED);
  await eventually(() => assert.ok(silent.heard.length >= 1));
  // As after a crash: the lease is over, and nobody has an answer.
  await stage.sql!`update dynamic_authorizations set lease_until = now() - interval '1 second' where outcome is null`;
  silent.close();
  const nas = await listener(() => "ack");
  await stage.putNas({ coaPort: nas.port });
  const next = await openStage({ databaseUrl: stage.databaseUrl });
  await settled(sessionId, ["coa acknowledged"]);
  await next.close();
  nas.close();
});
