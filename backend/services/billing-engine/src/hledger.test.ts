import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, test } from "vitest";
import { journalName } from "#application/export-journal";
import { majorUnits } from "#application/books/journal";
import { openFullBooks } from "#books-fixture";
import type { OpenBooks } from "#maintenance";
import { openWholeBusiness } from "#whole-business-fixture";
import { after, day } from "#domain/account-examples";
import { chart } from "#domain/ledger";

/** Money nobody knows the owner of, what providers keep when they settle, and what an operator brings along: no command moves these yet. */
const neverHere = ["suspense", "provider-fees", "opening-balances"];

const installed = spawnSync("hledger", ["--version"]).status === 0;

/** What hledger says of a journal. */
async function journalOf(books: OpenBooks) {
  const folder = mkdtempSync(join(tmpdir(), "beacom-hledger-"));
  const file = join(folder, "ledger.journal");
  let journal = "";
  for await (const part of books.exportJournal()) journal += part;
  writeFileSync(file, journal);
  function hledger(...args: string[]): string {
    const { status, stdout, stderr } = spawnSync("hledger", ["-f", file, ...args], { encoding: "utf8" });
    assert.equal(status, 0, stderr);
    return stdout;
  }
  return {
    hledger,
    /** `"account","balance"` lines as a map. */
    balances: (...args: string[]) =>
      new Map(
        hledger("balance", "--flat", "--empty", "--no-total", "--output-format", "csv", ...args)
          .trim()
          .split("\n")
          .slice(1)
          .map((line) => line.slice(1, -1).split('","') as [string, string]),
      ),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
type Journal = Awaited<ReturnType<typeof journalOf>>;

describe.skipIf(!installed)("hledger reads the export and agrees with the books", () => {
  let open: Awaited<ReturnType<typeof openFullBooks>>;
  let journal: Journal;
  beforeAll(async () => {
    open = await openFullBooks();
    journal = await journalOf(open.books);
  });
  afterAll(async () => {
    journal?.remove();
    await open?.close();
  });

  test("it is strictly well formed: every account, commodity and sum", () => {
    journal.hledger("check", "--strict");
  });

  for (const basis of ["recorded", "effective"] as const) {
    test(`account by account it is the trial balance, by ${basis === "recorded" ? "date of record" : "secondary date"}`, async () => {
      // Of hledger's days, which are local: up to and with the day before the adjustment was recorded, and of all.
      for (const [end, before] of [
        ["2026-11-22", new Date("2026-11-21T22:00:00Z")],
        ["2026-12-31", after(30 * day)],
      ] as const) {
        const { rows } = await open.books.trialBalance({ before, basis });
        const expected = rows.map(
          ({ account, balanceCents, currency }) =>
            [
              journalName(account),
              balanceCents === 0n ? "0" : `${majorUnits(balanceCents, currency)} ${currency}`,
            ] as const,
        );
        const found = journal.balances("--depth", "2", "--end", end, ...(basis === "effective" ? ["--date2"] : []));
        for (const [name, balance] of expected) assert.equal(found.get(name) ?? "0", balance, `${name} before ${end}`);
        assert.equal(
          [...found.values()].filter((balance) => balance !== "0").length,
          expected.filter(([, b]) => b !== "0").length,
        );
      }
    });
  }

  test("each party's transactions are found by their tag and add up to that party's trial balance", async () => {
    for (const party of [open.thandi, open.sipho]) {
      const { rows } = await open.books.trialBalance({ before: after(day), basis: "recorded", party });
      const found = journal.balances("--depth", "2", `tag:party=${party}`);
      for (const { account, balanceCents, currency } of rows)
        if (balanceCents !== 0n)
          assert.equal(found.get(journalName(account)), `${majorUnits(balanceCents, currency)} ${currency}`);
    }
  });
});

describe.skipIf(!installed)("hledger agrees about four years of an operator who sells in every way there is", () => {
  let business: Awaited<ReturnType<typeof openWholeBusiness>>;
  let journal: Journal;
  beforeAll(async () => {
    business = await openWholeBusiness();
    journal = await journalOf(business.books);
  });
  afterAll(async () => {
    journal?.remove();
    await business?.close();
  });

  test("everything moved that can move, nothing is in flight, and the ledger verifies", async () => {
    const rows = await business.sql<{ account: string }[]>`select distinct account from ledger_entries`;
    const moved = new Set(rows.map(({ account }) => account));
    const unmoved = Object.keys(chart).filter((account) => !moved.has(account));
    assert.deepEqual(unmoved, neverHere);
    assert.equal(await business.owed("transfer-clearing"), 0n);
    const { problems, balanced, chainIntact, rebuildEqualsLive } = await business.verifyLedger();
    assert.deepEqual([problems, balanced, chainIntact, rebuildEqualsLive], [[], true, true, true]);
  });

  test("it is strictly well formed, and account by account the trial balance of each year", async () => {
    journal.hledger("check", "--strict");
    for (const year of [2027, 2028, 2030, 2032]) {
      const before = new Date(`${year - 1}-12-31T22:00:00Z`);
      const { rows } = await business.books.trialBalance({ before, basis: "recorded" });
      const found = journal.balances("--depth", "2", "--end", `${year}-01-01`);
      for (const { account, balanceCents, currency } of rows) {
        const balance = balanceCents === 0n ? "0" : `${majorUnits(balanceCents, currency)} ${currency}`;
        assert.equal(found.get(journalName(account)) ?? "0", balance, `${account} before ${year}`);
      }
      assert.ok(rows.length > 5);
    }
  });
});
