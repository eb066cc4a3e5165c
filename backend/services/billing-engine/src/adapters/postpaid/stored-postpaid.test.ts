import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { storedPostpaidEvents } from "#adapters/postpaid/stored-postpaid-events";
import { readPostpaid, writePostpaid } from "#adapters/postpaid/stored-postpaid-state";
import { lived, postpaidCommand } from "#domain/postpaid/testing/postpaid-histories";

const lives = fc.array(postpaidCommand, { maxLength: 60, size: "max" }).map((commands) => lived(commands));
const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test("every event is read as it was written", () => {
  fc.assert(
    fc.property(lives, ({ events }) => {
      for (const event of events) {
        const { type, data, at } = storedPostpaidEvents.write(event);
        assert.deepEqual(storedPostpaidEvents.read({ type, data: throughJson(data), at }), event);
      }
    }),
  );
});

test("a snapshot is the customer again, and one of another form is none", () => {
  fc.assert(
    fc.property(lives, ({ state }) => {
      assert.deepEqual(readPostpaid(throughJson(writePostpaid(state))), state);
    }),
  );
  assert.equal(readPostpaid({ form: 0 }), undefined);
});
