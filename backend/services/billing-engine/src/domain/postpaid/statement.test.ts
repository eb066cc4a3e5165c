import assert from "node:assert/strict";
import { valueOf } from "@beacom/result";
import fc from "fast-check";
import { test } from "vitest";
import { decideOpenPostpaid } from "#domain/postpaid/open-postpaid";
import { creditCents, receivableCents } from "#domain/postpaid/postpaid";
import { customerId, on, profile } from "#domain/postpaid/postpaid-examples";
import { statementOf } from "#domain/postpaid/statement";
import { lived, postpaidCommand } from "#domain/postpaid/testing/postpaid-histories";

const opening = valueOf(decideOpenPostpaid(undefined, { customerId, profile, at: on("2026-01-11").at })).events;
const lives = fc.array(postpaidCommand, { maxLength: 60, size: "max" }).map((commands) => lived(commands));

test("a statement goes from its opening balance to its closing one, and the ages add up to that", () => {
  fc.assert(
    fc.property(lives, fc.nat(200), ({ events, state, today }, day) => {
      const history = [...opening, ...events];
      const from = new Date(Date.UTC(2026, 0, 11 + day)).toISOString().slice(0, 10) as "2026-01-11";
      const early = statementOf(history, { from: "2026-01-01", to: from })!;
      const late = statementOf(history, { from, to: today > from ? today : from })!;
      assert.equal(late.closingCents, receivableCents(state) - creditCents(state));
      for (const statement of [early, late]) {
        const { openingCents, rows, closingCents, ageing } = statement;
        assert.equal(
          rows.reduce((sum, { amountCents }) => sum + amountCents, openingCents),
          closingCents,
        );
        assert.equal(
          Object.values(ageing).reduce((sum, cents) => sum + cents, 0n),
          closingCents,
        );
      }
    }),
  );
});

test("a history that nothing happened in has no statement", () => {
  assert.equal(statementOf([], { from: "2026-01-01", to: "2026-01-31" }), undefined);
});
