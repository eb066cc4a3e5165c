import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { type CustomerRow, customerRowAfter } from "#adapters/postpaid/customer-row";
import { deferredCents } from "#domain/postpaid/invoice";
import { sumOf } from "#domain/postpaid/issue-invoice";
import { creditCents, isIdle, receivableCents } from "#domain/postpaid/postpaid";
import type { PostpaidEvent } from "#domain/postpaid/postpaid-event";
import { customerId, on, openedOn } from "#domain/postpaid/postpaid-examples";
import { lived, postpaidCommand } from "#domain/postpaid/testing/postpaid-histories";

test("a customer's row says what the fold of the history says", () => {
  const first = openedOn("2026-01-11");
  const opening: PostpaidEvent = {
    type: "PostpaidOpened",
    customerId,
    profile: first.profile,
    period: first.period,
    at: on("2026-01-11").at,
  };
  fc.assert(
    fc.property(fc.array(postpaidCommand, { maxLength: 60, size: "max" }), (commands) => {
      let row: CustomerRow = customerRowAfter(undefined, opening);
      lived(commands, ({ events, state }) => {
        for (const event of events) row = customerRowAfter(row, event);
        assert.equal(row.next_dunning_on, state.dunning.nextOn);
        assert.equal(row.restriction, state.dunning.restriction);
        assert.equal(row.receivable_cents, receivableCents(state));
        assert.equal(row.credit_cents, creditCents(state));
        assert.equal(
          row.deferred_cents,
          sumOf(
            [...state.invoices.values()].flatMap(({ lines }) => lines),
            deferredCents,
          ),
        );
        assert.deepEqual([row.period_from, row.period_to], [state.period.from, state.period.to]);
        if (!isIdle(state)) assert.equal(row.next_close_on, state.period.to);
      });
    }),
    { numRuns: 100 },
  );
});
