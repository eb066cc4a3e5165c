import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { buildSchema } from "graphql";
import { testDatabase } from "@beacom/testing";
import { afterAll, beforeAll, describe, test } from "vitest";
import { type Installation, startInstallation } from "../placements/installation.ts";
import { registeredAt } from "../placements/subscriber.ts";
import { type Caller, callersAt } from "./callers.ts";
import { type Household, householdAt, householdSettings, invoiced } from "./household.ts";
import { type Api, apiOf } from "./operations.ts";
import { type Query, queriesOf } from "./queries.ts";
import { good, rest } from "./rest.ts";
import type { Known } from "./sample.ts";
import { pictureOf, tracesIn } from "./seen-of.ts";
import { ownerOf } from "./team.ts";

const schemaFile = new URL("../../clients/packages/api/schema.graphql", import.meta.url);
const queries = existsSync(schemaFile) ? queriesOf(buildSchema(readFileSync(schemaFile, "utf8"))) : [];

/** What everybody may read; all other fields are for the customer who asks. */
const isPublic = ({ name }: Query) => ["Query.plans", "Query.tariffs"].includes(name);
/** Secrets of customers that nobody else reads, not even to help them. */
const onlyForThemselves = new Set(["Me.networkCredential"]);

let here: Installation;
let api: Api;
let household: Household;
let customer: Caller;
let other: Caller;
let looking: Caller;
let callers: readonly Caller[];

describe.skipIf(queries.length === 0)("by field", () => {
  beforeAll(async () => {
    const settings = { ...householdSettings, GATEWAY_PHONE_ATTEMPTS_PER_MINUTE: "100000" };
    here = await startInstallation({ placement: "in one process", makeDatabase: testDatabase, settings });
    api = await apiOf(here.gateway);
    const owner = await ownerOf(here);
    household = await householdAt(here, owner);
    const { accessToken, customerId } = household.person;
    customer = { name: "the customer", kind: "customer", permissions: [], accessToken };
    const stranger = await registeredAt(here.gateway, "Pieter van der Merwe");
    await stranger.reaches("walled-garden");
    await invoiced(here, stranger.customerId);
    other = { name: "another customer", kind: "customer", permissions: [], accessToken: stranger.accessToken };
    const path = `/v1/staff/customers/${customerId}/see-as`;
    const seen = good<{ accessToken: string }>(
      await rest(here.gateway, owner.accessToken)("POST", path, { reason: "to help" }),
    );
    looking = { name: "support, looking", kind: "see-as", permissions: [], accessToken: seen.accessToken };
    callers = await callersAt(here, owner);
  });
  afterAll(() => here?.close());

  test("whoever is no customer reads what is everybody's and nothing else", async () => {
    for (const caller of callers)
      for (const query of queries) {
        const told = await ask(caller, query, theirs());
        // A token of staff is of no use here, not even for what nobody needs one for.
        const wanted = caller.kind === "nobody" ? (isPublic(query) ? undefined : "token-missing") : "not-a-customer";
        assert.deepEqual([caller.name, query.name, told.code], [caller.name, query.name, wanted]);
      }
  });

  test("what is another customer's is as if it were not there, and not a word of it comes back", async () => {
    const before = await pictureOf(here.gateway, api, customer);
    const traces = tracesIn(before, [await pictureOf(here.gateway, api, other)]);
    for (const query of queries) {
      const foreign = await ask(other, query, { ...theirs(), phone: "+27840000000" });
      const ofNobody = await ask(other, query, nobodys);
      assert.deepEqual([query.name, foreign.code], [query.name, ofNobody.code]);
      for (const trace of traces) assert.ok(!foreign.text.includes(trace), `${query.name} tells ${trace}`);
    }
    assert.deepEqual(await pictureOf(here.gateway, api, customer), before);
  });

  test("whoever sees as a customer reads what the customer reads, and changes nothing", async () => {
    const before = await pictureOf(here.gateway, api, customer);
    for (const query of queries) {
      const { code } = await ask(looking, query, theirs());
      const wanted = query.changes || onlyForThemselves.has(query.name) ? "only-to-look" : undefined;
      assert.deepEqual([query.name, code], [query.name, wanted]);
    }
    assert.deepEqual(await pictureOf(here.gateway, api, customer), before);
  });

  test("a customer reads their own, to the last field", async () => {
    for (const query of queries.filter(({ changes }) => !changes)) {
      const { code, text } = await ask(customer, query, theirs());
      assert.deepEqual([query.name, code], [query.name, undefined], text);
    }
  });
});

const plausible: Known = { currency: "ZAR", from: "2026-01-01", to: "2030-01-01", by: "2030-01-01" };
const nobodys: Known = {
  ...plausible,
  phone: "+27840000000",
  paymentId: "pay_019a0000000000000000000009",
  documentId: "inv_1_cus_019a0000000000000000000009",
  invoiceId: "inv_1_cus_019a0000000000000000000009",
  bundleId: "bun_019a0000000000000000000009",
  memberId: "cus_019a0000000000000000000009",
  planId: "pln_none",
};
const theirs = (): Known => ({
  ...plausible,
  ...household,
  planId: "pln_none",
  invoiceId: household.documentId,
  phone: household.person.phone,
});

/** The code of the first refusal of an answer, and all of its text. */
async function ask({ accessToken }: Caller, query: Query, ids: Known) {
  const key = { idempotencyKey: crypto.randomUUID() };
  const answer = await fetch(`${here.gateway}/graphql`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(accessToken !== undefined && { authorization: `Bearer ${accessToken}` }),
    },
    body: JSON.stringify({ query: query.text({ ...ids, ...key }) }),
  });
  const text = await answer.text();
  assert.equal(answer.headers.get("cache-control"), "no-store");
  const body = JSON.parse(text) as { code?: string; errors?: { extensions: { code: string } }[] };
  return { code: body.errors?.[0]?.extensions.code ?? body.code, text };
}
