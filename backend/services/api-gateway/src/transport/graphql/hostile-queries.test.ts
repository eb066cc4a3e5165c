import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { getIntrospectionQuery } from "graphql";
import { afterAll, beforeAll, test } from "vitest";
import { own, paperAccount, paperGateway } from "#gateway-fixture";
import type { App } from "#transport/routes/route-context";

const billing = {
  listPlans: () => ({ plans: [] }),
  getAccount: ({ customerId }: { customerId: string }) => paperAccount(customerId),
};
let app: App;
let developers: App;
beforeAll(async () => {
  app = await paperGateway({ billing, env: { GATEWAY_REQUESTS_PER_MINUTE: "100000" } });
  developers = await paperGateway({ billing, env: { BEACOM_DEVELOPER: "1" } });
});
afterAll(() => Promise.all([app.close(), developers.close()]));

const send = (payload: unknown, to = app) =>
  to.inject({ method: "POST", url: "/graphql", headers: own, payload: payload as object });
async function refusalOf(payload: unknown, to = app) {
  const answer = await send(payload, to);
  const { data, errors } = answer.json();
  return [answer.statusCode, data, errors[0].extensions.code];
}
const nested = (depth: number) => `${"{ me ".repeat(depth)}{ wallet { held { currency } } }${" }".repeat(depth)}`;
const fields = (many: number) => Array.from({ length: many }, (_, n) => `a${n}: plans { name }`).join(" ");

test("a query of a megabyte, a thousand levels or ten thousand aliases is refused before it is read further", async () => {
  assert.deepEqual(await refusalOf({ query: `{ plans { ${"name ".repeat(200_000)} } }` }), [
    413,
    undefined,
    "ctp-body-too-large",
  ]);
  assert.deepEqual(await refusalOf({ query: nested(1_000) }), [400, undefined, "query-too-large"]);
  assert.deepEqual(await refusalOf({ query: `{ ${fields(10_000).slice(0, 45_000)} } }` }), [
    400,
    undefined,
    "query-too-large",
  ]);
  assert.deepEqual(await refusalOf({ query: `{ ${fields(60)} }` }), [400, undefined, "too-many-aliases"]);
  assert.deepEqual(await refusalOf({ query: nested(20) }), [400, undefined, "query-too-deep"]);
});

test("fragments that double at every step, or lead back to where they began, are refused in no time", async () => {
  const bomb = Array.from({ length: 19 }, (_, n) => `fragment f${n} on Query { ...f${n + 1} ...f${n + 1} }`).join(" ");
  const started = performance.now();
  assert.deepEqual(await refusalOf({ query: `{ ...f0 } ${bomb} fragment f19 on Query { plans { name } }` }), [
    400,
    undefined,
    "query-too-costly",
  ]);
  assert.ok(performance.now() - started < 2_000);
  const circle = "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }";
  assert.deepEqual(await refusalOf({ query: circle }), [400, undefined, "fragment-cycle"]);
});

test("many operations in one document or one request, and many changes in one operation, are refused", async () => {
  assert.deepEqual(await refusalOf([{ query: "{ plans { name } }" }]), [400, undefined, "batch-not-accepted"]);
  const operations = Array.from({ length: 6 }, (_, n) => `query q${n} { plans { name } }`).join(" ");
  assert.deepEqual(await refusalOf({ query: operations }), [400, undefined, "too-many-operations"]);
  const changes = Array.from({ length: 6 }, (_, n) => `m${n}: leavePool { pool { phoneEnding } }`).join(" ");
  assert.deepEqual(await refusalOf({ query: `mutation { ${changes} }` }), [400, undefined, "too-many-mutations"]);
});

test("changes behind a fragment count as well", async () => {
  const changes = Array.from({ length: 30 }, (_, n) => `m${n}: leavePool { pool { phoneEnding } }`).join(" ");
  const query = `mutation { ...all } fragment all on Mutation { ${changes} }`;
  assert.deepEqual(await refusalOf({ query }), [400, undefined, "too-many-mutations"]);
});

test("the schema tells of itself to developers only, and to them in bounds", async () => {
  assert.deepEqual(await refusalOf({ query: getIntrospectionQuery() }), [400, undefined, "query-not-valid"]);
  const told = await send({ query: getIntrospectionQuery() }, developers);
  assert.equal(told.json().data.__schema.queryType.name, "Query");
  const bomb = `{ ${Array.from({ length: 30 }, (_, n) => `a${n}: __schema { types { name } }`).join(" ")} }`;
  assert.deepEqual(await refusalOf({ query: bomb }, developers), [400, undefined, "query-too-costly"]);
  const typo = await send({ query: "{ plan { name } }" });
  assert.ok(!typo.body.includes("Did you mean"));
});

test("variables of the wrong kind, unknown operations and documents that are none are the client's to put right", async () => {
  const query = "query($first: SafeInt) { me { usage(first: $first) { nextCursor } } }";
  for (const first of ["ten", 1.5, {}, [[]], true])
    assert.deepEqual(await refusalOf({ query, variables: { first } }), [400, undefined, "query-not-valid"]);
  assert.deepEqual(await refusalOf({ query, variables: [] }), [400, undefined, "not-valid"]);
  assert.deepEqual(await refusalOf({ query, operationName: "Other" }), [400, undefined, "operation-unknown"]);
  assert.deepEqual(await refusalOf({}), [400, undefined, "query-missing"]);
  const tree = JSON.stringify({ kind: "Document", definitions: [{ kind: "OperationDefinition" }] });
  assert.deepEqual(await refusalOf({ query: tree }), [400, undefined, "query-not-valid"]);
});

test("no text of a query is a fault of ours", async () => {
  const words =
    '{ } ( ) [ ] : ! $ @ ... me plans name usage first 1 null "x" query mutation fragment on Query f skip if true #';
  const text = fc.array(fc.constantFrom(...words.split(" ")), { maxLength: 60 }).map((parts) => parts.join(" "));
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(text, fc.string({ unit: "binary", maxLength: 200 })),
      fc.jsonValue(),
      async (query, variables) => {
        const answer = await send({ query, variables });
        assert.ok(answer.statusCode < 500, `${answer.statusCode} to ${query}`);
        for (const { extensions } of answer.json().errors ?? [])
          assert.ok(extensions.status < 500 || answer.json().data);
      },
    ),
    { numRuns: 150 },
  );
});

test("what costs more counts more, and what queries cost is limited by the minute", async () => {
  const twelve = `{ me { ${["customer { name }", "account { asOf }", "wallet { held { currency } }", "sharing { pool { phoneEnding } }", "proForma { net { currency } }", "billing { overdue { currency } }"].join(" ")} } }`;
  const costOf = async (query: string) => (await send({ query })).json().extensions.cost.asked as number;
  const [little, much] = [await costOf("{ me { customer { name } } }"), await costOf(twelve)];
  assert.ok(much > 2 * little, `${much} against ${little}`);
  const slow = await paperGateway({ billing, env: { GATEWAY_GRAPHQL_COST_PER_MINUTE: String(Math.ceil(much * 1.5)) } });
  assert.equal((await send({ query: twelve }, slow)).statusCode, 200);
  assert.deepEqual(await refusalOf({ query: twelve }, slow), [429, undefined, "too-many-requests"]);
  assert.notEqual((await slow.inject({ url: "/v1/me/account", headers: own })).statusCode, 429);
  await slow.close();
});
test("where only registered queries are executed, no other is, by its text or by its hash", async () => {
  const folder = mkdtempSync(join(tmpdir(), "queries-"));
  const file = join(folder, "queries.json");
  const hash = (text: string) => createHash("sha256").update(text).digest("hex");
  const known = "{ plans { name } }";
  writeFileSync(file, JSON.stringify({ [hash(known)]: known }));
  const env = { GATEWAY_GRAPHQL_PERSISTED_ONLY: "1", GATEWAY_GRAPHQL_PERSISTED_FILE: file };
  const strict = await paperGateway({ billing, env });
  const byHash = (text: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: hash(text) } } });
  assert.deepEqual((await send(byHash(known), strict)).json().data, { plans: [] });
  assert.deepEqual((await send({ query: known }, strict)).json().data, { plans: [] });
  const other = "{ tariffs { name } }";
  for (const asked of [{ query: other }, byHash(other), { query: other, ...byHash(other) }])
    assert.deepEqual(await refusalOf(asked, strict), [400, undefined, "query-not-registered"]);
  await strict.close();
  writeFileSync(file, JSON.stringify({ [hash(known)]: other }));
  await assert.rejects(paperGateway({ billing, env }), /another query/);
  await assert.rejects(paperGateway({ env: { GATEWAY_GRAPHQL_PERSISTED_ONLY: "1" } }), /names no file/);
  rmSync(folder, { recursive: true });
});
