import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { hostile } from "#testing/any-document";
import { readPdf } from "#testing/read-pdf";
import { cardOf, cardsOf, novemberBatch } from "#testing/voucher-examples";
import { type VoucherBatch, type VoucherCard, groupsOfFour } from "#vouchers/voucher-batch";
import { cardsOnSheet, voucherSheets } from "#vouchers/voucher-sheets";

async function octetsOf(cards: Iterable<VoucherCard>, batch: VoucherBatch = novemberBatch): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of voucherSheets(batch, cards)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

test("a card says its code in groups of four, its worth, until when it is valid, who sells it and where to redeem it", async () => {
  const cards = [cardOf(0), cardOf(1, { worth: { kind: "bundle", name: "1 GB for 7 days" } })];
  const [page] = readPdf(await octetsOf(cards)).pages;
  const text = page!.map((part) => part.text).join(" ");
  for (const part of ["4821 7730 5519 0246", "R50.00", "1 GB for 7 days", "Valid until 27 November 2029"]) {
    assert.ok(text.includes(part), part);
  }
  for (const part of ["Umoja Wireless", "No. UM-000001", "umoja.example/v", "Help: 011 555 0142"]) {
    assert.ok(text.includes(part), part);
  }
});

test("every card is printed once, in order, on as few sheets as hold them", async () => {
  for (const count of [1, cardsOnSheet, cardsOnSheet + 1, 100]) {
    const { pages } = readPdf(await octetsOf(cardsOf(count)));
    assert.equal(pages.length, Math.ceil(count / cardsOnSheet));
    const serials = pages
      .flat()
      .map(({ text }) => /^No\. (UM-\d{6})$/.exec(text)?.[1])
      .filter(Boolean);
    assert.deepEqual(
      serials,
      [...cardsOf(count)].map(({ serial }) => serial),
    );
  }
});

test("no cards are one sheet that says so", async () => {
  const { pages } = readPdf(await octetsOf([]));
  assert.deepEqual(
    pages.map((page) => page.map(({ text }) => text)),
    [["There is nothing on this document."]],
  );
});

test("the same cards give the same octets", async () => {
  assert.deepEqual(await octetsOf(cardsOf(30)), await octetsOf(cardsOf(30)));
});

test("no text leaves its card, whatever it is", async () => {
  const width = 595.28 - 2 * 28.35;
  const anyText = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: "grapheme" }));
  const anyCode = fc.string({
    unit: fc.constantFrom("A", "W", "M", "Q", "4", "8"),
    minLength: 1,
    maxLength: 32,
  });
  await fc.assert(
    fc.asyncProperty(anyText, anyText, anyCode, fc.bigInt(0n, 10n ** 14n), async (name, serial, code, cents) => {
      const bundle = cardOf(2, { serial, code, worth: { kind: "bundle", name } });
      const value = cardOf(2, { serial, code, worth: { kind: "money", cents, currency: "GHS" } });
      const batch: VoucherBatch = {
        ...novemberBatch,
        language: "af",
        operatorName: name,
        redeemAt: name,
        helpContact: serial,
        name,
      };
      // The first card is left empty-handed so that the texts of the others, in the second and third column, can be told by where they begin.
      const { pages } = readPdf(await octetsOf([cardOf(0), bundle, value], batch));
      for (const { text, left, right, baseline } of pages.flat()) {
        if (baseline > 200) continue;
        const column = Math.floor((left - 28.35) / (width / 3));
        const edge = 28.35 + ((column + 1) * width) / 3;
        assert.ok(right <= edge - 4, `${JSON.stringify(text)} ends at ${right}, its card at ${edge}`);
        assert.ok(baseline <= 28.35 + 112, `${JSON.stringify(text)} stands at ${baseline}`);
      }
    }),
    { numRuns: 30 },
  );
}, 120_000);

test("a card that could not be redeemed stops the print run, and its code is not in the error", async () => {
  await assert.rejects(octetsOf([cardOf(0, { code: " - " })]), /card UM-000001 has no code/);
  const unsafe = octetsOf([cardOf(0, { redeemUrl: "javascript:4821773055190246" })]);
  await assert.rejects(
    unsafe,
    (error: Error) => /card UM-000001 has no address/.test(error.message) && !/4821/.test(error.message),
  );
});

test("five thousand cards pass through without being held: each sheet is handed on before the next cards are asked for", async () => {
  let asked = 0;
  let [mostAhead, octets, handed] = [0, 0, 0];
  function* counted(): Generator<VoucherCard> {
    for (const card of cardsOf(5_000)) {
      asked++;
      yield card;
    }
  }
  // What a first print run loads, and what the engine compiles, is there afterwards; it is the cards that must not pile up.
  await octetsOf(cardsOf(100));
  const before = process.memoryUsage().rss;
  let most = before;
  for await (const chunk of voucherSheets(novemberBatch, counted())) {
    octets += chunk.length;
    handed++;
    mostAhead = Math.max(mostAhead, asked - (handed - 1) * cardsOnSheet);
    most = Math.max(most, process.memoryUsage().rss);
  }
  assert.equal(asked, 5_000);
  assert.ok(octets > 1_000_000);
  assert.ok(mostAhead <= 2 * cardsOnSheet, `${mostAhead} cards were taken before a sheet was handed on`);
  assert.ok(most - before < 100_000_000, `grew by ${Math.round((most - before) / 1e6)} MB`);
}, 240_000);

test("a code is grouped however it was written", () => {
  assert.equal(groupsOfFour("4821773055190246"), "4821 7730 5519 0246");
  assert.equal(groupsOfFour("abcd-efgh ij"), "abcd efgh ij");
  assert.equal(groupsOfFour(""), "");
});
