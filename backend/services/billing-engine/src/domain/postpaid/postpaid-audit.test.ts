import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { postpaidAuditOf } from "#domain/postpaid/postpaid-audit";
import type { PostpaidEvent } from "#domain/postpaid/postpaid-event";
import { customerId } from "#domain/postpaid/postpaid-examples";
import { lived, postpaidCommand } from "#domain/postpaid/testing/postpaid-histories";

const lives = fc.array(postpaidCommand, { maxLength: 80, size: "max" }).map((commands) => lived(commands).events);
// Shrinking whole lives takes minutes and explains nothing.
const once = { endOnFailure: true };
const problemsIn = (events: readonly PostpaidEvent[]): string[] => events.flatMap(postpaidAuditOf(customerId).see);

test("whatever happens to a customer, every rule holds", () => {
  fc.assert(
    fc.property(lives, (events) => {
      assert.deepEqual(problemsIn(events), []);
    }),
  );
});

test("an event that is missing or there twice is found, if it moved anything", () => {
  fc.assert(
    fc.property(lives, fc.nat(), fc.boolean(), (events, nth, twice) => {
      const moving = events.filter(({ type }) => ["InvoiceIssued", "PaymentReceived"].includes(type));
      const chosen = moving[nth % Math.max(1, moving.length)];
      if (!chosen) return;
      const index = events.indexOf(chosen);
      const altered = twice ? events.toSpliced(index, 0, chosen) : events.toSpliced(index, 1);
      const isUsed = events
        .slice(index + 1)
        .some((event) => !event.type.startsWith("Dunning") && JSON.stringify(event, asText).includes(idOf(chosen)));
      if (twice || isUsed) assert.ok(problemsIn(altered).length > 0);
    }),
    once,
  );
});

const idOf = (event: PostpaidEvent): string =>
  event.type === "InvoiceIssued"
    ? `"${event.invoiceId}"`
    : event.type === "PaymentReceived"
      ? `"${event.paymentId}"`
      : "?";
const asText = (_: string, value: unknown): unknown => (typeof value === "bigint" ? String(value) : value);
