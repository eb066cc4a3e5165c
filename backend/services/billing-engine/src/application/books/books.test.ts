import assert from "node:assert/strict";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LedgerStatement, LedgerStatementQuery } from "#application/books/account-statement";
import { openFullBooks } from "#books-fixture";
import { after, day, noon } from "#domain/account-examples";

let open: Awaited<ReturnType<typeof openFullBooks>>;
beforeAll(async () => void (open = await openFullBooks()));
afterAll(() => open.close());

const later = after(day);
const textOf = async (parts: AsyncIterable<string>) => {
  let text = "";
  for await (const part of parts) text += part;
  return text;
};

test("the histories of the books keep every rule", async () => {
  const seen: bigint[] = [];
  expect(await open.books.verify(undefined, (events) => seen.push(events))).toMatchObject({
    balanced: true,
    problems: [],
  });
  assert.equal(BigInt(seen.length), await open.books.events());
});

test("the trial balance adds up to zero and holds what the wallets hold", async () => {
  const { rows, isBalanced } = await open.books.trialBalance({ before: later, basis: "effective" });
  assert.ok(isBalanced);
  const [wallets] = await open.sql`select -sum(posted_cents)::bigint as cents from accounts`;
  assert.equal(rows.find(({ account }) => account === "customer-wallet")?.balanceCents, wallets!["cents"]);
  assert.equal(rows.find(({ account }) => account === "transfer-clearing")?.balanceCents, 0n);
  assert.deepEqual(
    rows.map(({ account }) => account),
    [
      "provider-clearing",
      "customer-wallet",
      "partner-payable",
      "deferred-revenue",
      "vat-output",
      "transfer-clearing",
      "earned-revenue",
      "goodwill",
    ],
  );
});

test("one party's trial balance adds up to zero by itself, and the parties make the whole", async () => {
  const of = (party?: string) => open.books.trialBalance({ before: later, basis: "recorded", party });
  const [all, thandi, sipho] = await Promise.all([of(), of(open.thandi), of(open.sipho)]);
  assert.ok(thandi.isBalanced && sipho.isBalanced);
  const [whole, hers, his] = [all, thandi, sipho].map(({ totals }) => totals[0]!.debitCents);
  assert.equal(whole, hers! + his!);
});

test("an adjustment that is dated back counts from then by effect, and from its recording by record", async () => {
  const goodwill = async (basis: "effective" | "recorded", before: Date) => {
    const { rows } = await open.books.trialBalance({ before, basis });
    return rows.find(({ account }) => account === "goodwill")?.balanceCents ?? 0n;
  };
  assert.equal(await goodwill("effective", noon), 349n);
  assert.equal(await goodwill("recorded", noon), 0n);
  assert.equal(await goodwill("effective", later), 250n);
  assert.equal(await goodwill("recorded", later), 250n);
});

const statement = (query: Partial<LedgerStatementQuery>) =>
  open.books.statement({
    account: "customer-wallet",
    currency: "ZAR",
    basis: "effective",
    before: later,
    cursor: "",
    limit: 100,
    ...query,
  } as LedgerStatementQuery);

test("a statement read page by page is the one read at once, and ends at the trial balance", async () => {
  for (const query of [
    {},
    { party: open.thandi },
    { basis: "recorded" as const },
    { account: undefined, party: open.sipho },
  ]) {
    const whole = (await statement(query))!;
    const rows = [];
    for (let cursor: string | undefined = ""; cursor !== undefined; ) {
      const page: LedgerStatement = (await statement({ ...query, cursor, limit: 2 }))!;
      rows.push(...page.rows);
      cursor = page.nextCursor;
    }
    assert.ok(rows.length > 4);
    assert.deepEqual(rows, whole.rows);
  }
  const { rows } = await open.books.trialBalance({ before: later, basis: "effective" });
  const wallets = (await statement({}))!.rows.at(-1)!.balanceCents;
  assert.equal(wallets, rows.find(({ account }) => account === "customer-wallet")?.balanceCents);
});

test("a statement of a part begins with what was there before", async () => {
  const all = (await statement({ basis: "recorded" }))!.rows;
  const { rows, openingCents } = (await statement({ basis: "recorded", from: after(120) }))!;
  assert.equal(openingCents, all.findLast(({ at }) => at < after(120))?.balanceCents);
  assert.deepEqual(rows.at(-1), all.at(-1));
  assert.equal(await statement({ cursor: "bm9uc2Vuc2U" }), undefined);
});

test("the lines for accountants add up, each debit and credit by itself", async () => {
  const csv = await textOf(open.books.exportCsv());
  const lines = csv.split("\r\n").slice(1, -1);
  const sum = (column: number) =>
    lines.reduce((cents, line) => cents + BigInt(line.split(",")[column]!.replace(".", "") || "0"), 0n);
  assert.equal(sum(6), sum(7));
  const { totals } = await open.books.trialBalance({ before: later, basis: "recorded" });
  assert.equal(sum(6), totals[0]!.debitCents);
  assert.match(csv, /2026-11-22,2026-11-21,\d+,goodwill,Goodwill,cus_thandi,2\.50,,ZAR,wallet credited adj_1\r\n/);
});

test("an export of a range has what was recorded in it and nothing else", async () => {
  const all = (await textOf(open.books.exportCsv())).split("\r\n").length;
  const first = (await textOf(open.books.exportCsv({ before: after(60) }))).split("\r\n").length;
  const rest = (await textOf(open.books.exportCsv({ from: after(60) }))).split("\r\n").length;
  assert.equal(first + rest - 2, all);
  assert.ok(first > 3 && rest > 3);
});

test("the story of an account says what came in, what it bought, why each bundle paid, and where the money is", async () => {
  const story = (await open.books.explain({ id: open.sipho, at: open.time.now }))!;
  const told = story.lines.map(({ text }) => text).join("\n");
  assert.match(told, /^The account acc_sipho was opened in ZAR\.$/m);
  assert.match(told, /^99\.99 ZAR came in by paystack as pay_2; 99\.99 ZAR is available\.$/m);
  assert.match(
    told,
    /^11\.50 ZAR \(of it 1\.50 ZAR VAT\) bought Small \(bun_\w+\): 1 kB until 2026-11-22T11:00:00\.000Z, paid by payment\.$/m,
  );
  assert.match(told, /^400 octets came from cus_thandi as Small \(bun_\w+\)/m);
  assert.match(
    told,
    /^The session ses_sipho used 2 kB: 1 kB from Small \(bun_\w+\), because it expires first of those with something left; 400 octets from Small \(bun_\w+\), because the one before it ran out; 600 octets from what cus_thandi shares\.$/m,
  );
  assert.match(told, /out of bundle for \d+\.\d\d ZAR/);
  assert.ok(story.balances.isBalanced);
  assert.match(story.now.join("\n"), /^The wallet has \d+\.\d\d ZAR, of which 0\.00 ZAR is held/);
  assert.ok(story.lines.some(({ entries }) => entries.some(({ account }) => account === "earned-revenue")));
});

test("an account is found by any of its ids, and only the newest lines are told if so wished", async () => {
  const account = (await open.views.account(open.thandi))!;
  for (const id of [account.accountId, account.bundles[0]!.bundleId, open.thandi]) {
    const story = (await open.books.explain({ id, limit: 3, at: open.time.now }))!;
    assert.equal(story.customerId, open.thandi);
    assert.equal(story.lines.length, 3);
    assert.ok(story.earlier > 5);
  }
  assert.equal((await open.books.explain({ id: "ses_sipho", at: open.time.now }))?.customerId, open.sipho);
  assert.match(
    (await open.books.explain({ id: open.thandi, at: open.time.now }))!.now.join("\n"),
    /1\.00 ZAR is held for airtime as hld_2/,
  );
  assert.equal(await open.books.explain({ id: "cus_nobody", at: open.time.now }), undefined);
  const since = (await open.books.explain({ id: open.thandi, since: after(3_000), at: open.time.now }))!;
  assert.ok(since.lines.length > 0 && since.lines.every(({ at }) => at >= after(3_000)));
});
