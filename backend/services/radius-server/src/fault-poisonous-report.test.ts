import assert from "node:assert/strict";
import { Code, type NamedValue } from "@beacom/radius";
import { eventually } from "@beacom/testing";
import { afterAll, beforeAll, test } from "vitest";
import { openRouter, openStage, type Stage } from "#stage";

let stage: Stage;
let routers: Awaited<ReturnType<typeof openRouter>>[];

beforeAll(async () => {
  stage = await openStage();
  routers = await Promise.all(Array.from({ length: 4 }, () => openRouter()));
  await stage.putNas();
});
afterAll(async () => {
  for (const router of routers) router.close();
  await stage.close();
});

const interim = (
  session: string,
  username: string,
  more: Record<string, NamedValue> = {},
): Record<string, NamedValue> => ({
  "Acct-Status-Type": "Interim-Update",
  "Acct-Session-Id": session,
  "User-Name": username,
  "Acct-Session-Time": 60,
  "Acct-Input-Octets": 1,
  "Acct-Output-Octets": 2,
  ...more,
});

/** Five hundred good ones and this among them, all at the same moment; all are acknowledged. */
async function amongGoodOnes(name: string, poison: Record<string, NamedValue>): Promise<void> {
  const reports = Array.from({ length: 500 }, (_, n) => interim(`${name}-${n}`, `${name}-user-${n}`));
  reports.splice(250, 0, poison);
  const replies = await Promise.all(
    reports.map((report, n) => routers[n % routers.length]!.account(stage.acctPort, report)),
  );
  assert.ok(replies.every((reply) => reply?.code === Code.AccountingResponse));
  const [row] = await stage.sql!<{ sessions: bigint }[]>`
    select count(*) as sessions from sessions where starts_with(acct_session_id, ${`${name}-`})`;
  assert.equal(row?.sessions, 500n);
}

async function quarantined() {
  const { reports } = await stage.admin.listQuarantine({ limit: 50 });
  return reports.map(({ id, reason, report }) => {
    const told = report?.["report"] as { username: string };
    return { id, reason, username: told.username };
  });
}

test("a report with more octets than there can be is set aside alone, and refused again until staff let it go", async () => {
  const most = { "Acct-Output-Octets": 0xffff_ffff, "Acct-Output-Gigawords": 0xffff_ffff };
  await amongGoodOnes("many", interim("too-many", "much", most));
  const [only, ...others] = await quarantined();
  assert.equal(others.length, 0);
  assert.match(only!.reason, /out of range/);
  assert.equal((await stage.admin.settleQuarantined({ id: only!.id, how: "retry" })).outcome, "refused");
  const [again] = await quarantined();
  assert.ok(again!.id > only!.id);
  await assert.rejects(stage.admin.settleQuarantined({ id: only!.id, how: "discard" }));
  assert.equal((await stage.admin.settleQuarantined({ id: again!.id, how: "discard" })).outcome, "discarded");
  assert.deepEqual(await quarantined(), []);
});

test("a report with an octet of zero in its username is set aside alone, and can be written with a sign in its place", async () => {
  await amongGoodOnes("zero", interim("zeroed", "evil\u0000name", { "Acct-Output-Octets": 77 }));
  const [only, ...others] = await quarantined();
  assert.equal(others.length, 0);
  assert.equal((await stage.admin.settleQuarantined({ id: only!.id, how: "retry" })).outcome, "written");
  const rows = await stage.sql!<{ username: string; down: bigint }[]>`
    select username, octets_down as down from sessions where acct_session_id = 'zeroed'`;
  assert.deepEqual(
    rows.map((row) => ({ ...row })),
    [{ username: "evil\ufffdname", down: 77n }],
  );
});

test("a report that the database would take now is written when staff try it again", async () => {
  await stage.sql!`alter table sessions add constraint mistake check (username <> 'unlucky')`;
  await amongGoodOnes("mistake", interim("unlucky", "unlucky", { "Acct-Output-Octets": 4_000_000_000 }));
  await stage.sql!`alter table sessions drop constraint mistake`;
  const [only] = await quarantined();
  assert.match(only!.reason, /mistake/);
  assert.equal((await stage.admin.settleQuarantined({ id: only!.id, how: "retry" })).outcome, "written");
  assert.deepEqual(await quarantined(), []);
  const rows = await stage.sql!<{ down: bigint }[]>`
    select octets_down as down from sessions where username = 'unlucky'`;
  assert.deepEqual(
    rows.map(({ down }) => down),
    [4_000_000_000n],
  );
  await eventually(async () => assert.equal(await stage.counter("radius_accounting_queue"), 0));
});
