import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { billingDatabase, billingUseCases, openBooks, readBillingConfig } from "@beacom/billing-engine";
import { connect } from "@beacom/postgres";
import { openLog } from "@beacom/runtime";
import { testDatabase } from "@beacom/testing";
import { afterAll, beforeAll, test } from "vitest";
import type { LedgerHere } from "#commands/ledger/books-here";
import { readLastDay } from "#commands/ledger/days";
import { ledgerExplain } from "#commands/ledger/explain";
import { ledgerExport } from "#commands/ledger/export";
import { ledgerRebuild } from "#commands/ledger/rebuild";
import { ledgerTrialBalance } from "#commands/ledger/trial-balance";
import { ledgerVerify } from "#commands/ledger/verify";
import { type FakeTerminal, fakeTerminal } from "#commands/radius/testing/fake-terminal";
import { Problem } from "#console/problem";

const noon = new Date("2026-11-22T10:00:00Z");
const log = openLog({ level: "silent" });
const folder = mkdtempSync(join(tmpdir(), "beacom-ledger-"));
const closing = new AsyncDisposableStack();
let database: Awaited<ReturnType<typeof testDatabase>>;
let books: LedgerHere["books"];

beforeAll(async () => {
  closing.defer(() => rmSync(folder, { recursive: true }));
  database = await testDatabase(billingDatabase);
  closing.defer(() => database.close());
  const sql = connect(database.url, { max: 2, name: "ledger-test" });
  closing.defer(() => sql.end({ timeout: 5 }));
  const config = readBillingConfig({ BILLING_DATABASE_URL: database.url });
  const engine = billingUseCases({ config, sql, clock: () => noon, log });
  const payment = { paymentId: "pay_1", provider: "paystack", currency: "ZAR" as const, planId: "" };
  await engine.creditPayment({ ...payment, customerId: "cus_thandi", amountCents: 123_456n });
  await engine.creditPayment({ ...payment, paymentId: "pay_2", customerId: "cus_sipho", amountCents: 5_000n });
  await engine.close();
  books = openBooks({ databaseUrl: database.url, log });
  closing.defer(() => books.close());
});
afterAll(() => closing.disposeAsync());

async function said(run: (here: LedgerHere) => Promise<void>): Promise<{ text: string; terminal: FakeTerminal }> {
  const terminal = fakeTerminal();
  await run({ books, terminal, now: () => noon });
  return { text: terminal.said().join("\n"), terminal };
}

test("verify says that all is well, and what to write down", async () => {
  const { text, terminal } = await said((here) => ledgerVerify(here, {}));
  assert.match(text, /✓ the ledger sums to zero over 2 transactions/);
  assert.match(text, /write this down elsewhere: [0-9a-f]{64}/);
  assert.equal(terminal.failed(), false);
});

test("verify says what is wrong in words and ends with 1, and rebuild puts it right", async () => {
  await database.sql`update accounts set posted_cents = 1 where customer_id = 'cus_sipho'`;
  const wrong = await said((here) => ledgerVerify(here, {}));
  assert.match(wrong.text, /✗ accounts: cus_sipho: posted_cents is 1, by the events 5000/);
  assert.ok(wrong.terminal.failed());
  const { text } = await said((here) => ledgerRebuild(here, {}));
  assert.match(text, /accounts: 1 put right/);
  assert.equal((await said((here) => ledgerVerify(here, {}))).terminal.failed(), false);
  assert.match((await said((here) => ledgerRebuild(here, {}))).text, /every row was right/);
});

test("the trial balance is drawn with its totals, of all and of one", async () => {
  const { text } = await said((here) => ledgerTrialBalance(here, {}));
  assert.match(text, /^Customer wallets +- +1 284\.56 +-1 284\.56 +ZAR$/m);
  assert.match(text, /^Total +1 284\.56 +1 284\.56 +0\.00 +ZAR$/m);
  assert.match((await said((here) => ledgerTrialBalance(here, { party: "cus_sipho" }))).text, /Total +50\.00 +50\.00/);
  const before = await said((here) => ledgerTrialBalance(here, { asOf: readLastDay("2026-11-20") }));
  assert.equal(before.text, "Nothing has moved until then.");
});

test("an export is written into a file that only its owner reads", async () => {
  const out = join(folder, "march.csv");
  await said((here) => ledgerExport(here, { format: "csv", out }));
  assert.match(readFileSync(out, "utf8"), /cus_thandi,1234\.56,,ZAR,wallet topped up pay_1\r\n/);
  await said((here) => ledgerExport(here, { format: "hledger", out }));
  assert.match(readFileSync(out, "utf8"), /\(WalletToppedUp\/\d+\) wallet topped up pay_1  ; party:cus_thandi/);
  const nowhere = said((here) => ledgerExport(here, { format: "csv", out: join(folder, "none", "x.csv") }));
  await assert.rejects(nowhere, Problem);
});

test("an account is explained with its entries, for people and for programs", async () => {
  const { text } = await said((here) => ledgerExplain(here, "cus_thandi", {}));
  assert.match(text, /1234\.56 ZAR came in by paystack as pay_1/);
  assert.match(text, /debit provider-clearing 1 234\.56 ZAR, credit customer-wallet 1 234\.56 ZAR/);
  assert.match(text, /Customer wallets: credit 1 234\.56 ZAR/);
  const story = JSON.parse((await said((here) => ledgerExplain(here, "acc_thandi", { json: true }))).text) as {
    customerId: string;
  };
  assert.equal(story.customerId, "cus_thandi");
  await assert.rejects(
    said((here) => ledgerExplain(here, "cus_nobody", {})),
    /there is no account to cus_nobody/,
  );
});

test("a day that there is not is refused", () => {
  for (const day of ["2026-02-30", "tomorrow", "2026-13-01"]) assert.throws(() => readLastDay(day), /a day is/);
});
