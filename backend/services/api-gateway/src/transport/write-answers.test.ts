import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { z } from "zod";
import { Account, Plan, Usage } from "#transport/schemas/billing";
import { Problem } from "#transport/schemas/common";
import { StaffSignInStep } from "#transport/schemas/staff";
import { writeAnswers } from "#transport/write-answers";

const writer = (schema: z.ZodType) => writeAnswers({ schema, method: "GET", url: "/" });
const written = (schema: z.ZodType, value: unknown) => JSON.parse(writer(schema)(value)) as unknown;
const at = "2026-11-22T10:00:00.000Z";
const rand = { minorUnits: 1_500, currency: "ZAR" };
const rate = { downBitsPerSecond: 10_000_000, upBitsPerSecond: 1 };

test("what the schema does not name does not leave", () => {
  const problem = { type: "t", title: "t", status: 400, code: "c", stack: "at secret.ts:1", cause: { token: "x" } };
  assert.deepEqual(written(Problem, problem), { type: "t", title: "t", status: 400, code: "c" });
});

test("null, absent, one of several kinds and fields named like words of schemas are written as they are", () => {
  const service = { level: "full", rate: null, reason: "in-bundle", since: null };
  const account = {
    accountId: "acc_1",
    available: rand,
    held: rand,
    bundles: [],
    service,
    outOfBundle: { planId: "pln_1", payer: "wallet", limit: null, used: rand },
    inPool: false,
    restrictedByDunning: null,
    restrictedByStaff: "suspended",
    asOf: at,
  };
  for (const online of [{}, { online: null }, { online: { sessionId: "ses_1", since: at } }])
    assert.deepEqual(written(Account, { ...account, ...online }), { ...account, ...online });
  for (const step of [
    { step: "second-factor", challenge: "c", expiresAt: at },
    { step: "enrolment", enrolmentToken: "e", expiresAt: at },
  ])
    assert.deepEqual(written(StaffSignInStep, step), step);
  const facts = { retryAt: at, octetsLeft: 5, available: rand };
  const problem = { type: "t", title: "t", status: 409, code: "c", facts };
  assert.deepEqual(written(Problem, problem), problem);
  const named = z.object({ description: z.string(), pattern: z.int(), format: z.string().nullable() });
  assert.deepEqual(written(named, { description: "d", pattern: 1, format: null }), {
    description: "d",
    pattern: 1,
    format: null,
  });
});

test("any text comes out as the JSON of that text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.array(fc.string({ unit: "binary" })), (name, list) => {
      const schema = z.object({ name: z.string(), list: z.array(z.string()), id: z.iso.datetime() });
      assert.deepEqual(written(schema, { name, list, id: name }), {
        name: name.toWellFormed(),
        list: list.map((each) => each.toWellFormed()),
        id: name.toWellFormed(),
      });
    }),
  );
});

test("what is written is what the schema says", () => {
  const plan = {
    planId: "pln_1",
    name: 'Nights "free" \u2028',
    price: rand,
    octets: 5_000_000_000,
    validitySeconds: 604_800,
    rate,
    afterExhaustion: "throttle",
    throttledRate: rate,
    allowances: [{ name: "night", octets: null, window: { weekdays: [1, 7], from: "23:00", to: "05:00" } }],
    fairUse: [{ afterOctets: 1, rate }],
    rollovers: 0,
    promotional: false,
    addOn: false,
    members: 0,
  };
  assert.deepEqual(Plan.parse(written(Plan, plan)), plan);
  assert.deepEqual(written(Usage, { sessions: [], nextCursor: null }), { sessions: [], nextCursor: null });
});
