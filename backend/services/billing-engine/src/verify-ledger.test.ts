import assert from "node:assert/strict";
import { openLog } from "@beacom/runtime";
import { eventually } from "@beacom/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openBilling } from "#billing-fixture";
import { after, day, reportOf } from "#domain/account-examples";
import { exportJournal, rebuildProjections } from "#maintenance";

let billing: Awaited<ReturnType<typeof openBilling>>;
beforeEach(async () => {
  billing = await openBilling();
  const plan = await billing.publish("Daily", { octets: 100n });
  for (const customerId of ["cus_a", "cus_b"]) await billing.pay(customerId, 2_300n, plan.planId);
  billing.time.now = after(61);
  await billing.chargeUsage("cus_a", [reportOf("ses_a", 30n)]);
  billing.time.now = after(day);
  await billing.expireBundles();
});
afterEach(() => billing.close());

test("a projection that was tampered with is found, named and put right while the service runs", async () => {
  await billing.sql`update accounts set posted_cents = posted_cents + 1 where customer_id = 'cus_a'`;
  await billing.sql`delete from ledger_entries where position = (select max(position) from ledger_entries)`;
  await billing.sql`insert into deductions values ('cus_b', 'ses_b', 'bun_b', 1, 'earliest-expiry')`;
  const report = await billing.verifyLedger();
  assert.equal(report.rebuildEqualsLive, false);
  assert.ok(report.balanced);
  const told = report.problems.join("\n");
  assert.match(told, /accounts: cus_a: posted_cents is 1151, by the events 1150/);
  assert.match(told, /ledger_entries: \d+ \d is missing/);
  assert.match(told, /deductions: cus_b ses_b bun_b is there and never happened/);

  const rebuilt = await rebuildProjections({ databaseUrl: billing.url, log: openLog({ level: "silent" }) });
  assert.deepEqual(
    Object.entries(rebuilt.rowsPutRight)
      .filter(([, rows]) => rows > 0)
      .map(([table]) => table),
    ["accounts", "deductions", "ledger_entries"],
  );
  expect(await billing.verifyLedger()).toMatchObject({ rebuildEqualsLive: true, problems: [] });
  await billing.pay("cus_a", 100n);
  expect(await billing.verifyLedger()).toMatchObject({ rebuildEqualsLive: true, problems: [] });
});

test("a snapshot that was tampered with is found, although no projection and no event differs", async () => {
  billing.time.now = after(61);
  for (let octets = 31n; octets <= 150n; octets++) await billing.chargeUsage("cus_a", [reportOf("ses_b", octets)]);
  // Its write is not waited for by the charge.
  await eventually(async () => assert.equal((await billing.sql`select 1 from event_snapshots`).length, 1));
  expect(await billing.verifyLedger()).toMatchObject({ rebuildEqualsLive: true, problems: [] });
  const spoil = (pattern: string, replacement: string) =>
    billing.sql`update event_snapshots set state = regexp_replace(state, ${pattern}, ${replacement})`;
  await spoil('"postedCents":"1150"', '"postedCents":"9150"');
  expect(await billing.verifyLedger()).toMatchObject({
    chainIntact: true,
    rebuildEqualsLive: false,
    problems: [expect.stringMatching(/^snapshot: account\/cus_a at version \d+ differs in postedCents/)],
  });
  await spoil('"postedCents":"9150"', '"postedCents":9150');
  assert.match((await billing.verifyLedger()).problems.join("\n"), /cannot be read/);
  await spoil('"form":\\d+', '"form":0');
  assert.deepEqual((await billing.verifyLedger()).problems, []);
});

test("the head of the chain stands for the whole history, and a broken chain has none", async () => {
  const { chainHead } = await billing.verifyLedger();
  const [last] = await billing.sql`select hash from events order by position desc limit 1`;
  assert.equal(chainHead, last?.["hash"]);
  assert.equal((await billing.verifyLedger()).chainHead, chainHead);
  await billing.pay("cus_b", 100n);
  assert.notEqual((await billing.verifyLedger()).chainHead, chainHead);
  await billing.sql`alter table events disable trigger events_are_for_good`;
  await billing.sql`update events set version = version + 100 where position = 2`;
  assert.equal((await billing.verifyLedger()).chainHead, "");
});

test("the ledger's journal adds up to zero", async () => {
  let journal = "";
  for await (const part of exportJournal({ databaseUrl: billing.url, log: openLog({ level: "silent" }) }))
    journal += part;
  const amounts = [...journal.matchAll(/ {2}(-?\d+)\.(\d\d) ZAR$/gm)].map(([, whole, cents]) =>
    Number(`${whole}${cents}`),
  );
  assert.ok(amounts.length >= 10);
  assert.equal(
    amounts.reduce((sum, amount) => sum + amount, 0),
    0,
  );
  assert.match(journal, /liabilities:customer wallets:cus_a {2}-23\.00 ZAR/);
});

test("an event that was altered in the database breaks the chain, and its consequences are named", async () => {
  await billing.sql`alter table events disable trigger events_are_for_good`;
  await billing.sql`
    update events set data = replace(data, '"octetsCharged":"30"', '"octetsCharged":"3"') where type = 'UsageCharged'`;
  const report = await billing.verifyLedger();
  assert.equal(report.chainIntact, false);
  assert.equal(report.balanced, false);
  assert.match(report.problems.join("\n"), /chain of events is broken at position \d+/);
  assert.match(report.problems.join("\n"), /cus_a: ses_a: the deductions are not what was charged/);
  await billing.sql`update events set data = '{' where type = 'UsageCharged'`;
  assert.match((await billing.verifyLedger()).problems.join("\n"), /cannot be replayed/);
});
