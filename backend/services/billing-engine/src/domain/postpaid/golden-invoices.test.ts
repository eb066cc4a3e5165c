import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { LocalDate } from "@beacom/time";
import { test } from "vitest";
import { imbalances } from "#domain/ledger";
import { receivableCents } from "#domain/postpaid/postpaid";
import { type PostpaidEvent, postpaidEntriesOf } from "#domain/postpaid/postpaid-event";
import { type Story, told, untold } from "#domain/postpaid/testing/golden-facts";
import { rowsOf } from "#domain/postpaid/testing/golden-rows";

const cases = casesIn(readFileSync(new URL("golden-invoices.md", import.meta.url), "utf8"));

test("there are at least forty cases, each with a name of its own", () => {
  assert.ok(cases.length >= 40);
  assert.equal(new Set(cases.map(({ name }) => name)).size, cases.length);
});

test.each(cases)("$name", ({ facts, rows }) => {
  let story: Story = untold;
  const events: PostpaidEvent[] = [];
  const actual: string[][] = [];
  for (const [date = "", sentence = ""] of facts) {
    const step = told(story, date as LocalDate, sentence);
    story = step.story;
    events.push(...step.decision.events);
    for (const event of step.decision.events)
      actual.push(...rowsOf(event, story.currency).map((row) => [date, ...row]));
  }
  assert.deepEqual(actual.map(written), rows.map(written));
  const entries = events.flatMap(postpaidEntriesOf);
  assert.deepEqual(
    events.flatMap((event) => imbalances(postpaidEntriesOf(event))),
    [],
  );
  const owed = entries.filter(({ account }) => account === "receivable").reduce((sum, e) => sum + e.amountCents, 0n);
  assert.equal(owed, story.state && receivableCents(story.state));
});

type Case = { readonly name: string; readonly facts: string[][]; readonly rows: string[][] };

/** A heading of the second level begins a case; a table is known by its head. */
function casesIn(markdown: string): Case[] {
  return markdown
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [name = "", ...lines] = section.split("\n");
      const tables = tablesIn(lines);
      const tableOf = (head: string) => tables.find(([first]) => first?.join(" ").startsWith(head))?.slice(2) ?? [];
      return { name: name.trim(), facts: tableOf("on what happens"), rows: tableOf("on what line") };
    });
}

function tablesIn(lines: readonly string[]): string[][][] {
  const tables: string[][][] = [];
  let before = false;
  for (const line of lines) {
    const isRow = line.startsWith("|");
    if (isRow && !before) tables.push([]);
    if (isRow)
      tables.at(-1)?.push(
        line
          .split("|")
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    before = isRow;
  }
  return tables;
}

const written = (row: readonly string[]): string => row.join(" | ");
