import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { Code } from "@connectrpc/connect";
import { afterAll, beforeAll, beforeEach, test } from "vitest";
import { noon, own, paperAccount, paperBundle, paperGateway, rand, refused } from "#gateway-fixture";
import type { App } from "#transport/routes/route-context";

const calls: string[] = [];
const plan = { planId: "pln_1", name: "Nights", price: rand(9_900), octets: 5_000_000_000n, validitySeconds: 86_400n };
let app: App;
beforeAll(async () => {
  app = await paperGateway({
    billing: {
      listPlans() {
        calls.push("listPlans");
        return { plans: [plan] };
      },
      getAccount({ customerId }) {
        calls.push(`getAccount ${customerId}`);
        return { ...paperAccount(customerId), bundles: [paperBundle, { ...paperBundle, bundleId: "bun_2" }] };
      },
      listUsage({ customerId, limit }) {
        calls.push(`listUsage ${customerId} ${limit}`);
        return { sessions: [], page: { nextCursor: "more" } };
      },
      buyBundle({ customerId, planId, idempotencyKey }) {
        calls.push(`buyBundle ${customerId} ${planId} ${idempotencyKey}`);
        if (planId === "pln_dear") throw refused("wallet-too-low", Code.FailedPrecondition);
        return { bundle: paperBundle, available: rand(100) };
      },
      sendData() {
        throw refused("not-enough-left", Code.FailedPrecondition, [
          { name: "octetsLeft", value: { case: "number", value: 2_000n } },
        ]);
      },
    },
    security: {
      getSecurity: () => ({ authenticator: true, recoveryCodesLeft: 7, passkeys: 1 }),
      signOutDevice({ sessionId }) {
        if (sessionId === "ses_stale") throw refused("step-up-needed", Code.FailedPrecondition);
        calls.push(`signOutDevice ${sessionId}`);
        return {};
      },
    },
    payments: {
      listPayments({ customerId }) {
        calls.push(`listPayments ${customerId}`);
        const payment = { customerId, planId: "pln_1", amount: rand(9_900), createdAt: noon };
        return { payments: [1, 2, 3].map((n) => ({ ...payment, paymentId: `pay_${n}` })) };
      },
    },
    postpaid: {
      getBilling() {
        throw new Error("the database is on fire at 10.0.0.7");
      },
    },
  });
});
beforeEach(() => calls.splice(0));
afterAll(() => app.close());

export const ask = async (query: string, variables?: object, headers: Record<string, string> = own) =>
  app.inject({ method: "POST", url: "/graphql", headers, payload: { query, ...(variables && { variables }) } });
const codes = (answer: { json(): { errors?: { extensions: { code: string } }[] } }) =>
  answer.json().errors?.map(({ extensions }) => extensions.code);

test("everybody reads what is on sale, and only who is signed in what is theirs", async () => {
  const answer = await ask(
    "{ plans { planId price { minorUnits currency } afterExhaustion } me { wallet { available { minorUnits } } } }",
    {},
    {},
  );
  assert.equal(answer.statusCode, 200);
  assert.deepEqual(answer.json().data, {
    plans: [{ planId: "pln_1", price: { minorUnits: 9_900, currency: "ZAR" }, afterExhaustion: "DISCONNECT" }],
    me: null,
  });
  assert.deepEqual(codes(answer), ["token-missing"]);
  assert.deepEqual(calls, ["listPlans"]);
});

test("a token that does not hold is refused before anything is executed", async () => {
  const answer = await ask("{ plans { planId } }", {}, { authorization: "Bearer nobody" });
  assert.equal(answer.statusCode, 401);
  assert.deepEqual(codes(answer), ["token-invalid"]);
  assert.deepEqual(calls, []);
});

test("a screen is one question to each service, however often a thing stands in the query", async () => {
  const answer = await ask(`{
    me {
      account { bundles { plan { name } } }
      wallet { available { minorUnits } }
      again: wallet { held { minorUnits } }
      bundles { name plan { price { minorUnits } } }
      payments { payments { paymentId status plan { name } } }
    }
    plans { name }
    tariffs { name }
  }`);
  assert.equal(answer.json().errors, undefined);
  assert.equal(answer.json().data.me.payments.payments[2].plan.name, "Nights");
  assert.deepEqual(calls.toSorted(), ["getAccount cus_a", "listPayments cus_a", "listPlans"]);
});

test("a part that fails is null with a code beside it, and says nothing of the inside", async () => {
  const answer = await ask("{ me { wallet { available { minorUnits } } billing { overdue { minorUnits } } } }");
  assert.equal(answer.statusCode, 200);
  assert.deepEqual(answer.json().data.me, { wallet: { available: { minorUnits: 2_900 } }, billing: null });
  assert.deepEqual(answer.json().errors[0].path, ["me", "billing"]);
  assert.deepEqual(codes(answer), ["internal"]);
  assert.ok(!answer.body.includes("10.0.0.7"));
});

const buy = `mutation Buy($key: String!, $input: BundlePurchaseInput!) {
  buyBundle(idempotencyKey: $key, input: $input) { bundle { bundleId plan { name } } available { minorUnits } }
}`;

test("what REST has a header for is an argument, and refusals have the same codes", async () => {
  const bought = await ask(buy, { key: "intention-1", input: { planId: "pln_1" } });
  assert.deepEqual(bought.json().data.buyBundle, {
    bundle: { bundleId: "bun_1", plan: { name: "Nights" } },
    available: { minorUnits: 100 },
  });
  assert.deepEqual(calls, ["buyBundle cus_a pln_1 intention-1", "listPlans"]);
  const dear = await ask(buy, { key: "intention-2", input: { planId: "pln_dear" } });
  assert.deepEqual([dear.json().data, codes(dear)], [{ buyBundle: null }, ["wallet-too-low"]]);
  assert.equal(dear.json().errors[0].message, "There is not enough money in the wallet. Nothing was taken.");
  assert.deepEqual(codes(await ask(buy, { key: "short", input: { planId: "pln_1" } })), ["not-valid"]);
});

test("a refusal carries its facts, and a bad input each place that is bad", async () => {
  const send = `mutation($input: DataToSendInput!) { sendData(idempotencyKey: "intention-1", input: $input) { bundle { name } } }`;
  const tooMuch = await ask(send, { input: { phone: "083 765 4321", bundleId: "bun_1", octets: 3_000_000_000 } });
  assert.deepEqual(tooMuch.json().errors[0].extensions, {
    code: "not-enough-left",
    status: 409,
    facts: { octetsLeft: 2_000 },
  });
  const nothing = await ask(send, { input: { phone: "083 765 4321", bundleId: "bun_1", octets: 0 } });
  assert.deepEqual(nothing.json().errors[0].extensions.errors, [
    { path: "input.octets", message: "Must be more than zero" },
  ]);
});

test("who only looks on behalf of a customer reads, and changes nothing", async () => {
  const looking = { authorization: "Bearer looking" };
  const read = await ask("{ me { wallet { available { minorUnits } } } }", {}, looking);
  assert.equal(read.json().data.me.wallet.available.minorUnits, 2_900);
  assert.deepEqual(codes(await ask(buy, { key: "intention-1", input: { planId: "pln_1" } }, looking)), [
    "only-to-look",
  ]);
  assert.ok(!calls.some((call) => call.startsWith("buyBundle")));
});

test("the cost is told, and grows with the page that is asked for", async () => {
  const usage = "query($first: SafeInt) { me { usage(first: $first) { sessions { sessionId } nextCursor } } }";
  const small = (await ask(usage, { first: 1 })).json().extensions.cost;
  const large = (await ask(usage, { first: 100 })).json().extensions.cost;
  assert.deepEqual([small.asked, large.asked, large.most, large.depth], [103, 202, 2_000, 4]);
  assert.deepEqual(calls, ["listUsage cus_a 1", "listUsage cus_a 100"]);
  assert.deepEqual(codes(await ask(usage, { first: 101 })), ["not-valid"]);
});

test("a query is known by its hash once it was sent with it", async () => {
  const query = "{ plans { planId name } }";
  const sha256Hash = createHash("sha256").update(query).digest("hex");
  const byHash = (body: object) =>
    app.inject({
      method: "POST",
      url: "/graphql",
      payload: { ...body, extensions: { persistedQuery: { version: 1, sha256Hash } } },
    });
  const unknown = await byHash({});
  assert.deepEqual([unknown.statusCode, codes(unknown)], [404, ["persisted-query-not-found"]]);
  assert.equal(unknown.json().errors[0].message, "PersistedQueryNotFound");
  assert.deepEqual(codes(await byHash({ query: "{ tariffs { name } }" })), ["persisted-query-mismatch"]);
  assert.equal((await byHash({ query })).statusCode, 200);
  assert.equal((await byHash({})).json().data.plans[0].name, "Nights");
});

test("how one signs in is read, and another device is signed out unless the last proof has grown old", async () => {
  const read = await ask("{ me { security { authenticator recoveryCodesLeft passkeys } } }");
  assert.deepEqual(read.json().data.me.security, { authenticator: true, recoveryCodesLeft: 7, passkeys: 1 });
  const signOut = "mutation($id: String!) { signOutDevice(sessionId: $id) }";
  assert.deepEqual((await ask(signOut, { id: "ses_1" })).json().data, { signOutDevice: true });
  assert.deepEqual(codes(await ask(signOut, { id: "ses_stale" })), ["step-up-needed"]);
  assert.deepEqual(calls, ["signOutDevice ses_1"]);
});
