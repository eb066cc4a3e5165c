import assert from "node:assert/strict";
import { money } from "@beacom/money";
import { test } from "vitest";
import { languages } from "#domain/catalogue";
import { type InvoiceNews, isTooLate } from "#domain/news";
import { knownTemplates } from "#domain/write-invoice-text";
import { writeText } from "#domain/write-text";

const now = new Date("2026-06-08T08:00:00Z");
const english = { language: "en", now, zone: "Africa/Johannesburg", payAt: "https://pay.karoo.example" } as const;
const rand = (cents: bigint) => money(cents, "ZAR");
const [none, all] = [rand(0n), rand(690_00n)];
const reminder = (fields: object = {}): InvoiceNews & { kind: "payment-reminder" } => ({
  kind: "payment-reminder",
  template: "invoice-overdue",
  action: "remind",
  amount: all,
  dueOn: "2026-06-08",
  nextOn: "2026-06-15",
  ...fields,
});
const paid = (open: bigint, credit: bigint, restoresService = false): InvoiceNews => ({
  kind: "invoice-payment-received",
  amount: all,
  balance: { open: rand(open), credit: rand(credit) },
  restoresService,
});

test("an invoice is told with what is left to pay, by when and how", () => {
  const invoice: InvoiceNews = { kind: "invoice-issued", total: all, open: rand(600_00n), dueOn: "2026-06-08" };
  assert.equal(
    writeText(invoice, english),
    "Your invoice of R690.00 is ready. Please pay R600.00 by 8 June. Pay at https://pay.karoo.example",
  );
  assert.equal(
    writeText(invoice, { ...english, payAt: null }),
    "Your invoice of R690.00 is ready. Please pay R600.00 by 8 June. You can pay in the app.",
  );
  assert.equal(writeText({ ...invoice, open: none }, english), "Your invoice of R690.00 is ready. It is paid already.");
});

test("a payment is told with what is left, what is kept, and that the service is back", () => {
  assert.equal(writeText(paid(0n, 0n), english), "Your payment of R690.00 has arrived. All your invoices are paid.");
  assert.equal(writeText(paid(10_00n, 0n), english), "Your payment of R690.00 has arrived. Still to pay: R10.00.");
  assert.equal(
    writeText(paid(0n, 5_00n, true), english),
    "Your payment of R690.00 has arrived. Your service is back. All your invoices are paid. R5.00 is kept for your next invoice.",
  );
});

test("each template of the usual campaign has a text of its own", () => {
  const told = knownTemplates.map((template) => writeText(reminder({ template }), { ...english, payAt: null }));
  assert.deepEqual(told, [
    "Please remember: R690.00 is due on 8 June. You can pay in the app.",
    "R690.00 was due on 8 June and is not paid yet. You can pay in the app.",
    "R690.00 was due on 8 June. Pay before 15 June to keep your service. You can pay in the app.",
    "R690.00 was due on 8 June. Until it is paid, only our payment pages open. You can pay in the app.",
    "R690.00 was due on 8 June. Until it is paid, your service is off. You can pay in the app.",
    "Your contract has ended because R690.00 was due on 8 June. It is still to be paid. You can pay in the app.",
  ]);
});

test("a template that nobody wrote a text for says what the step does, or just what is to be paid", () => {
  const said = (fields: object) => writeText(reminder({ template: "friendly-nudge", ...fields }), english);
  assert.match(said({}), /^Please pay R690\.00\. The due date is 8 June\. Pay at/);
  assert.match(said({ action: "suspend" }), /your service is off/);
  assert.match(said({ action: "something-new" }), /^Please pay R690\.00/);
  assert.match(said({ template: "service-will-be-restricted", nextOn: null }), /is not paid yet/);
});

test("what is restricted or restored without a step or a payment is told too", () => {
  const restricted = { kind: "service-restricted", restriction: "walled-garden", overdue: all } as const;
  assert.match(writeText(restricted, english), /^Only our payment pages open until R690\.00 is paid\. Pay at/);
  assert.match(writeText({ ...restricted, restriction: "suspended" }, english), /^Your service is off/);
  assert.equal(writeText({ kind: "service-restored" }, english), "Your service is back.");
});

test("in every language each fits one SMS, is plain, and says every amount and date that English says", () => {
  const most = rand(1_000_000n);
  const balance = { open: most, credit: most };
  const every: InvoiceNews[] = [
    { kind: "invoice-issued", total: most, open: most, dueOn: "2026-09-30" },
    { kind: "invoice-issued", total: most, open: none, dueOn: "2026-09-30" },
    { kind: "credit-note-issued", total: most, balance },
    { kind: "invoice-payment-received", amount: most, balance, restoresService: true },
    { kind: "invoice-payment-received", amount: most, balance: { open: none, credit: most }, restoresService: true },
    { kind: "invoice-payment-reversed", amount: most, balance },
    ...[...knownTemplates, "of-their-own"].map((template) =>
      reminder({ template, amount: most, dueOn: "2026-09-30", nextOn: "2026-12-31" }),
    ),
    ...["walled-garden", "suspended", "terminated"].map(
      (restriction): InvoiceNews => ({ kind: "service-restricted", restriction, overdue: most }),
    ),
    { kind: "service-restored" },
  ];
  for (const language of languages)
    for (const news of every)
      for (const payAt of [null, "https://my.a-long-name-of-an-operator.example"]) {
        const text = writeText(news, { ...english, language, payAt });
        const inEnglish = writeText(news, { ...english, payAt });
        assert.ok(text.length <= 160, `${text.length}: ${text}`);
        assert.match(text, /^[\x20-\x7e]+$/);
        assert.doesNotMatch(text, /[!{}]/);
        const numbers = (said: string) => said.match(/\d[\d,. ]*\d/g)?.length ?? 0;
        assert.ok(numbers(text) >= numbers(inEnglish), `${text} says less than ${inEnglish}`);
      }
});

test("an invoice is still news after two days, and a reminder is not: the next one comes", () => {
  const at = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
  const invoice: InvoiceNews = { kind: "invoice-issued", total: all, open: all, dueOn: "2026-06-15" };
  assert.deepEqual(
    [invoice, reminder({ action: "suspend" }), paid(0n, 0n), reminder()].map((news) => isTooLate(news, at(48), now)),
    [false, false, false, true],
  );
  assert.ok(isTooLate(invoice, at(24 * 7 + 1), now));
});
