import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, test } from "vitest";
import { journalName } from "#application/export-journal";
import { majorUnits } from "#application/books/journal";
import { openFullBooks } from "#books-fixture";
import { after, day } from "#domain/account-examples";

const installed = spawnSync("hledger", ["--version"]).status === 0;

describe.skipIf(!installed)("hledger reads the export and agrees with the books", () => {
  let open: Awaited<ReturnType<typeof openFullBooks>>;
  const folder = mkdtempSync(join(tmpdir(), "beacom-hledger-"));
  const file = join(folder, "ledger.journal");
  beforeAll(async () => {
    open = await openFullBooks();
    let journal = "";
    for await (const part of open.books.exportJournal()) journal += part;
    writeFileSync(file, journal);
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await open.close();
  });

  function hledger(...args: string[]): string {
    const { status, stdout, stderr } = spawnSync("hledger", ["-f", file, ...args], { encoding: "utf8" });
    assert.equal(status, 0, stderr);
    return stdout;
  }
  /** `"account","balance"` lines as a map. */
  const balances = (...args: string[]) =>
    new Map(
      hledger("balance", "--flat", "--empty", "--no-total", "--output-format", "csv", ...args)
        .trim()
        .split("\n")
        .slice(1)
        .map((line) => line.slice(1, -1).split('","') as [string, string]),
    );

  test("it is strictly well formed: every account, commodity and sum", () => {
    hledger("check", "--strict");
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
        const found = balances("--depth", "2", "--end", end, ...(basis === "effective" ? ["--date2"] : []));
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
      const found = balances("--depth", "2", `tag:party=${party}`);
      for (const { account, balanceCents, currency } of rows)
        if (balanceCents !== 0n)
          assert.equal(found.get(journalName(account)), `${majorUnits(balanceCents, currency)} ${currency}`);
    }
  });
});
