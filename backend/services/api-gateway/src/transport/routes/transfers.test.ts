import assert from "node:assert/strict";
import { Code } from "@connectrpc/connect";
import { afterAll, beforeAll, beforeEach, test } from "vitest";
import { keyed, own, paperAccount, paperBundle, paperGateway, rand, refused } from "#gateway-fixture";
import type { App } from "#transport/routes/route-context";

type Call = { customerId: string; toCustomerId: string; idempotencyKey: string; by: string | null };
const calls: Call[] = [];
let app: App;
beforeAll(async () => {
  app = await paperGateway({
    billing: {
      getAccount: ({ customerId }) => ({ ...paperAccount(customerId), bundles: [paperBundle] }),
      sendMoney({ customerId, toCustomerId, amount, idempotencyKey }, { requestHeader }) {
        calls.push({ customerId, toCustomerId, idempotencyKey, by: requestHeader.get("authorization") });
        if ((amount?.minorUnits ?? 0n) > 2_900n) throw refused("wallet-too-low", Code.FailedPrecondition);
        return { available: rand(2_400), held: rand(0) };
      },
      sendData({ customerId, toCustomerId, octets, idempotencyKey }, { requestHeader }) {
        calls.push({ customerId, toCustomerId, idempotencyKey, by: requestHeader.get("authorization") });
        if (octets > 2_000_000_000n)
          throw refused("not-enough-left", Code.FailedPrecondition, [
            { name: "octetsLeft", value: { case: "number", value: 2_000_000_000n } },
          ]);
        return { bundle: { ...paperBundle, octetsSent: octets } };
      },
    },
  });
});
beforeEach(() => calls.splice(0));
afterAll(() => app.close());

const send = (what: "money" | "data", payload: object, headers: Record<string, string> = keyed("intention-1")) =>
  app.inject({ method: "POST", url: `/v1/me/transfers/${what}`, headers, payload });
const five = { minorUnits: 500, currency: "ZAR" };

test("money goes from who is signed in to whose the number is, once for each intention", async () => {
  const sent = await send("money", { phone: "083 765 4321", amount: five });
  assert.deepEqual(
    [sent.statusCode, sent.json()],
    [201, { available: { minorUnits: 2_400, currency: "ZAR" }, held: { minorUnits: 0, currency: "ZAR" } }],
  );
  assert.deepEqual(calls, [
    { customerId: "cus_a", toCustomerId: "cus_b", idempotencyKey: "intention-1", by: "Bearer cus_a" },
  ]);
  assert.equal((await send("money", { phone: "083 765 4321", amount: five }, own)).statusCode, 400);
  assert.ok(!sent.body.includes("cus_b"), "nothing of the receiver comes back");
});

test("data goes out of a bundle of one's own", async () => {
  const sent = await send("data", { phone: "083 765 4321", bundleId: "bun_1", octets: 500_000_000 });
  assert.deepEqual([sent.statusCode, sent.json().bundle.octetsSent], [201, 500_000_000]);
  assert.equal(calls[0]?.customerId, "cus_a");
});

test("more than is left is refused with how much there is", async () => {
  const answer = await send("data", { phone: "083 765 4321", bundleId: "bun_1", octets: 3_000_000_000 });
  assert.deepEqual(
    [answer.statusCode, answer.json().code, answer.json().facts],
    [409, "not-enough-left", { octetsLeft: 2_000_000_000 }],
  );
});

test("whose number is nobody's is told so only by trying to send what one has", async () => {
  const nobody = "084 000 0000";
  assert.equal((await send("money", { phone: nobody, amount: five })).json().code, "receiver-unknown");
  const tooMuch = { phone: nobody, amount: { minorUnits: 1_000_000, currency: "ZAR" } };
  assert.equal((await send("money", tooMuch)).json().code, "wallet-too-low");
  assert.equal((await send("money", { ...tooMuch, phone: "083 765 4321" })).json().code, "wallet-too-low");
  const foreign = { phone: nobody, bundleId: "bun_of_another", octets: 1_000 };
  assert.equal((await send("data", foreign)).json().code, "bundle-not-active");
  assert.equal(
    (await send("data", { phone: nobody, bundleId: "bun_1", octets: 1_000 })).json().code,
    "receiver-unknown",
  );
});

test("a number that is none, nothing and less than nothing are not sent", async () => {
  assert.equal((await send("money", { phone: "call me", amount: five })).json().code, "phone-not-valid");
  for (const minorUnits of [0, -500, 1.5])
    assert.equal(
      (await send("money", { phone: "083 765 4321", amount: { minorUnits, currency: "ZAR" } })).statusCode,
      400,
    );
  for (const octets of [0, -1])
    assert.equal((await send("data", { phone: "083 765 4321", bundleId: "bun_1", octets })).statusCode, 400);
  assert.deepEqual(calls, []);
});

test("trying out numbers is slowed down, person by person", async () => {
  const slow = await paperGateway({
    billing: { getAccount: ({ customerId }) => paperAccount(customerId) },
    env: { GATEWAY_PHONE_ATTEMPTS_PER_MINUTE: "5" },
  });
  const tryOut = (n: number, token: string) =>
    slow.inject({
      method: "POST",
      url: "/v1/me/transfers/money",
      headers: { authorization: `Bearer ${token}`, "idempotency-key": `intention-${n}` },
      payload: { phone: `084000000${n}`, amount: five },
    });
  const statuses: number[] = [];
  for (let n = 0; n < 7; n++) statuses.push((await tryOut(n, "cus_a")).statusCode);
  assert.deepEqual(statuses, [404, 404, 404, 404, 404, 429, 429]);
  assert.equal((await tryOut(8, "cus_b")).statusCode, 404);
  await slow.close();
});
