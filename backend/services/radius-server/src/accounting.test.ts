import assert from "node:assert/strict";
import { newId } from "@beacom/ids";
import { Code, encodeRequest, attributesOf, type NamedValue, readNamed } from "@beacom/radius";
import { ServiceLevel } from "@beacom/proto/billing/v1/billing";
import { RadiusEvents, type SessionReported, SessionsReportedSchema } from "@beacom/proto/radius/v1/radius";
import { eventually } from "@beacom/testing";
import { fromJsonString } from "@bufbuild/protobuf";
import { afterAll, beforeAll, expect, test } from "vitest";
import { answerTo, openRouter, openStage, type Stage } from "#stage";

let stage: Stage;
let router: Awaited<ReturnType<typeof openRouter>>;
let numbers = 27_830_000_000;

beforeAll(async () => {
  stage = await openStage();
  router = await openRouter();
  await stage.putNas();
});
afterAll(async () => {
  router.close();
  await stage.close();
});

async function customer() {
  const customerId = newId("customer");
  stage.verifyCustomer(customerId, `+${numbers++}`);
  stage.changeService(customerId, 1n, ServiceLevel.FULL);
  let login: { username: string; password: string } | undefined;
  await eventually(async () => {
    const found = await stage.rpc.getCredential({ customerId });
    const reply = await router.login(stage.authPort, found.username, found.password);
    assert.equal(reply?.code, Code.AccessAccept);
    login = found;
  });
  return { customerId, username: login!.username };
}

/** A report of one session, as a router sends it; the time is told as it would be `seconds` after its start. */
const startedAt = Math.floor(Date.now() / 1000) - 3_600;
function reportOf(
  username: string,
  kind: "Start" | "Interim-Update" | "Stop",
  seconds: number,
  more: Record<string, NamedValue> = {},
) {
  return {
    "Acct-Status-Type": kind,
    "Acct-Session-Id": `81${username.slice(-6)}`,
    "User-Name": username,
    "NAS-IP-Address": "127.0.0.1",
    "Framed-IP-Address": "100.64.0.9",
    "Calling-Station-Id": "02:00:00:00:00:01",
    "Event-Timestamp": startedAt + seconds,
    "Acct-Delay-Time": Math.max(0, Math.floor(Date.now() / 1000) - startedAt - seconds),
    ...(kind === "Start" ? {} : { "Acct-Session-Time": seconds }),
    ...more,
  };
}

const used = (up: number, down: number): Record<string, NamedValue> => ({
  "Acct-Input-Octets": up % 2 ** 32,
  "Acct-Input-Gigawords": Math.floor(up / 2 ** 32),
  "Acct-Output-Octets": down % 2 ** 32,
  "Acct-Output-Gigawords": Math.floor(down / 2 ** 32),
});

async function sessionsOf(customerId: string) {
  return (await stage.rpc.listSessions({ customerId })).sessions;
}

/** Every report that was told about a customer so far, in order. */
async function toldOf(customerId: string): Promise<SessionReported[]> {
  const rows = await stage.sql!<{ type: string; json: string }[]>`select type, json from outbox order by position`;
  return rows
    .filter(({ type }) => type === SessionsReportedSchema.typeName)
    .flatMap(({ json }) => fromJsonString(SessionsReportedSchema, json).reports)
    .filter((report) => report.customerId === customerId);
}

test("a session is shown with its totals, and told to followers as it grows", async () => {
  const { customerId, username } = await customer();
  for (const report of [
    reportOf(username, "Start", 0),
    reportOf(username, "Interim-Update", 60, used(1_000, 5_000_000_000)),
    reportOf(username, "Stop", 90, { ...used(2_000, 6_000_000_000), "Acct-Terminate-Cause": "User-Request" }),
  ]) {
    const reply = await router.account(stage.acctPort, report);
    assert.equal(reply?.code, Code.AccountingResponse);
  }
  const [session, ...others] = await sessionsOf(customerId);
  assert.equal(others.length, 0);
  assert.equal(session?.octetsUp, 2_000n);
  assert.equal(session.octetsDown, 6_000_000_000n);
  assert.equal(session.terminateCause, "User-Request");
  assert.equal(session.nasName, "tower-1");
  assert.equal(session.framedIpAddress, "100.64.0.9");
  assert.equal(Number(session.startedAt?.seconds), startedAt);

  const told = await toldOf(customerId);
  assert.deepEqual(
    told.map((report) => report.octetsDown),
    [0n, 5_000_000_000n, 6_000_000_000n],
  );
  assert.ok(told.at(-1)?.endedAt);
  const records = await stage.sql!`select kind from accounting_records where session_id = ${session.sessionId}`;
  assert.equal(records.length, 3);
});

test("the feed carries the reports to whoever follows", async () => {
  const { customerId, username } = await customer();
  await router.account(stage.acctPort, reportOf(username, "Start", 0));
  const feed = stage.services.peers.client(RadiusEvents).follow({ afterPosition: 0n });
  for await (const batch of feed) {
    if (batch.events.some((event) => event.type === SessionsReportedSchema.typeName && event.json.includes(customerId)))
      return;
  }
  assert.fail("the feed ended");
});

test("a retransmission gets the same reply again and counts nothing", async () => {
  const { customerId, username } = await customer();
  await router.account(stage.acctPort, reportOf(username, "Start", 0));
  const attributes = attributesOf(reportOf(username, "Interim-Update", 60, used(10, 20)));
  const request = encodeRequest({ code: Code.AccountingRequest, identifier: 200, attributes, secret: router.secret });
  const before = await stage.counter("radius_requests_total", { type: "accounting", result: "duplicate" });
  const first = await router.exchange(stage.acctPort, request);
  const second = await router.exchange(stage.acctPort, request);
  assert.deepEqual(second, first);
  assert.equal(await stage.counter("radius_requests_total", { type: "accounting", result: "duplicate" }), before + 1);
  // From another port it is a new packet to the duplicate detection, and still the same report.
  const other = await openRouter();
  const reply = await other.exchange(stage.acctPort, request);
  assert.equal(reply && answerTo(reply, request, other.secret).code, Code.AccountingResponse);
  other.close();
  assert.equal((await sessionsOf(customerId))[0]?.octetsDown, 20n);
  assert.equal((await toldOf(customerId)).length, 2);
});

test("a router that counts the other way round is turned", async () => {
  const { customerId, username } = await customer();
  await stage.putNas({ countersReversed: true });
  await eventually(async () => {
    const session = `82${Math.random()}`;
    await router.account(stage.acctPort, {
      ...reportOf(username, "Interim-Update", 60, used(7_000, 10)),
      "Acct-Session-Id": session,
    });
    assert.equal((await sessionsOf(customerId))[0]?.octetsDown, 7_000n);
  });
  await stage.putNas();
  await eventually(async () => assert.equal((await stage.rpc.listNas({})).nas[0]?.countersReversed, false));
});

test("an Accounting-On closes what was open at the router, and is answered when nothing is", async () => {
  const { customerId, username } = await customer();
  await router.account(stage.acctPort, reportOf(username, "Interim-Update", 60, used(1, 2)));
  const on = { "Acct-Status-Type": "Accounting-On", "NAS-IP-Address": "127.0.0.1" };
  await eventually(async () => {
    const reply = await router.account(stage.acctPort, on);
    assert.equal(reply?.code, Code.AccountingResponse);
    const [session] = await sessionsOf(customerId);
    assert.equal(session?.terminateCause, "NAS-Reboot");
  });
  const again = await router.account(stage.acctPort, { ...on, "Acct-Session-Id": "00000000" });
  assert.equal(again?.code, Code.AccountingResponse);
});

test("the session of a name that nobody has is kept for staff and told to nobody", async () => {
  await router.account(stage.acctPort, reportOf("stranger-1", "Interim-Update", 60, used(1, 2)));
  const { sessions } = await stage.rpc.listSessions({ onlyOpen: true, limit: 200 });
  const stranger = sessions.find((session) => session.username === "stranger-1");
  assert.equal(stranger?.customerId, "");
  assert.equal(stranger?.octetsDown, 2n);
});

test("a report that the database refuses is set aside alone, and acknowledged", async () => {
  const { customerId, username } = await customer();
  const poison = reportOf("evil\u0000name", "Start", 0);
  const fine = reportOf(username, "Interim-Update", 60, used(5, 6));
  const replies = await Promise.all([poison, fine].map((report) => router.account(stage.acctPort, report)));
  for (const reply of replies) assert.equal(reply?.code, Code.AccountingResponse);
  assert.equal((await sessionsOf(customerId))[0]?.octetsDown, 6n);
  const quarantined = await stage.sql!<{ reason: string; report: { report: { username: string } } }[]>`
    select reason, report from quarantined_reports`;
  assert.equal(quarantined.length, 1);
  expect(quarantined[0]!.report.report.username).toMatch(/^evil/);
  assert.equal(await stage.counter("radius_quarantined_total"), 1);
});

test("hundreds of reports of many sessions at once are all counted", async () => {
  const { customerId, username } = await customer();
  const sessions = Array.from({ length: 40 }, (_, n) => `83${n}`);
  const other = await openRouter();
  for (const seconds of [60, 120, 180]) {
    const replies = await Promise.all(
      sessions.flatMap((id) => {
        const report = {
          ...reportOf(username, "Interim-Update", seconds, used(seconds, seconds * 10)),
          "Acct-Session-Id": id,
        };
        return [router.account(stage.acctPort, report), other.account(stage.acctPort, report)];
      }),
    );
    assert.ok(replies.every((reply) => reply?.code === Code.AccountingResponse));
  }
  other.close();
  const { sessions: shown } = await stage.rpc.listSessions({ customerId, limit: 100 });
  assert.equal(shown.length, 40);
  assert.ok(shown.every((session) => session.octetsDown === 1_800n && session.octetsUp === 180n));
});

test("a customer sees the own sessions page by page", async () => {
  const { customerId, username } = await customer();
  for (const id of ["a", "b", "c"]) {
    await router.account(stage.acctPort, { ...reportOf(username, "Start", 0), "Acct-Session-Id": id });
  }
  const first = await stage.rpc.listSessions({ customerId, limit: 2 });
  assert.deepEqual(
    first.sessions.map((session) => session.acctSessionId),
    ["c", "b"],
  );
  const second = await stage.rpc.listSessions({ customerId, limit: 2, cursor: first.page!.nextCursor });
  assert.deepEqual(
    second.sessions.map((session) => session.acctSessionId),
    ["a"],
  );
  assert.equal(second.page?.nextCursor, "");
});

test("two servers on one database follow the same session without counting twice", async () => {
  const { customerId, username } = await customer();
  const secondServer = await openStage({ databaseUrl: stage.databaseUrl });
  try {
    const ports = [stage.acctPort, secondServer.acctPort];
    let octets = 0;
    for (let turn = 0; turn < 8; turn++) {
      octets += 100;
      const report = reportOf(username, "Interim-Update", 60 + turn * 60, used(octets, octets));
      const reply = await router.account(ports[turn % 2]!, report);
      assert.equal(reply?.code, Code.AccountingResponse);
    }
    const sessions = await sessionsOf(customerId);
    assert.equal(sessions.length, 1);
    assert.equal(sessions[0]?.octetsDown, 800n);
    const told = await toldOf(customerId);
    assert.deepEqual(
      told.map((report) => Number(report.octetsDown)),
      [100, 200, 300, 400, 500, 600, 700, 800],
    );
  } finally {
    await secondServer.close();
  }
});

test("both know at once what one of them has stored", async () => {
  const secondServer = await openStage({ databaseUrl: stage.databaseUrl });
  try {
    const { customerId } = await customer();
    const { username, password } = await stage.rpc.getCredential({ customerId });
    await eventually(async () => {
      const reply = await router.login(secondServer.authPort, username, password);
      assert.equal(reply?.code, Code.AccessAccept);
      assert.equal(readNamed(reply)["Mikrotik-Rate-Limit"], "5M/20M");
    });
  } finally {
    await secondServer.close();
  }
});
