import assert from "node:assert/strict";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Code } from "@connectrpc/connect";
import { afterAll, beforeAll, beforeEach, test } from "vitest";
import { own, paperGateway, rand, refused } from "#gateway-fixture";
import type { App } from "#transport/routes/route-context";

const asked: { customerId: string; address: string; mac: string; by: string | null }[] = [];
let app: App;
beforeAll(async () => {
  app = await paperGateway({
    vouchers: {
      redeemVoucher({ customerId, code, address, mac }, { requestHeader }) {
        asked.push({ customerId, address, mac, by: requestHeader.get("authorization") });
        if (code === "MISTYPED") throw refused("code-mistyped", Code.InvalidArgument);
        if (code === "UNKNOWN") throw refused("code-not-accepted", Code.InvalidArgument);
        if (code === "AGAIN")
          throw refused("try-again-later", Code.ResourceExhausted, [
            { name: "retryAt", value: { case: "at", value: timestampFromDate(new Date(Date.now() + 90_000)) } },
          ]);
        const amounts = { worth: rand(5_000), available: rand(7_900) };
        return code === "PLAN" ? { ...amounts, planId: "pln_1", planActivated: true } : amounts;
      },
    },
  });
});
beforeEach(() => asked.splice(0));
afterAll(() => app.close());

const redeem = (code: string) =>
  app.inject({ method: "POST", url: "/v1/me/vouchers", headers: own, payload: { code }, remoteAddress: "192.0.2.9" });

test("a voucher of money says what it was worth and what the wallet has now", async () => {
  const answer = await redeem("7K2M 9QXD 4T1B 0WZ5");
  assert.deepEqual(
    [answer.statusCode, answer.json()],
    [
      200,
      {
        worth: { minorUnits: 5_000, currency: "ZAR" },
        available: { minorUnits: 7_900, currency: "ZAR" },
        planId: null,
        planActivated: false,
        repeated: false,
      },
    ],
  );
});

test("guessing is counted by the address that the gateway saw, for who is signed in", async () => {
  await redeem("7K2M 9QXD 4T1B 0WZ5");
  assert.deepEqual(asked, [{ customerId: "cus_a", address: "192.0.2.9", mac: "", by: null }]);
});

test("a voucher for a bundle says whether it is active", async () => {
  const { planId, planActivated } = (await redeem("PLAN")).json();
  assert.deepEqual([planId, planActivated], ["pln_1", true]);
});

test("a slip, a code that is none and too many tries have answers of their own, the last with its time", async () => {
  const slip = await redeem("MISTYPED");
  const none = await redeem("UNKNOWN");
  assert.deepEqual([slip.statusCode, slip.json().code], [400, "code-mistyped"]);
  assert.deepEqual([none.statusCode, none.json().code], [400, "code-not-accepted"]);
  const later = await redeem("AGAIN");
  assert.deepEqual([later.statusCode, later.json().code], [429, "try-again-later"]);
  assert.ok(Math.abs(Date.parse(later.json().facts.retryAt) - Date.now() - 90_000) < 5_000);
  assert.ok(Math.abs(Number(later.headers["retry-after"]) - 90) <= 5, String(later.headers["retry-after"]));
});

test("nothing, and what cannot be a code, are not asked about", async () => {
  for (const code of ["", "   ", "x".repeat(100), "a\u0000b"]) assert.equal((await redeem(code)).statusCode, 400);
  assert.deepEqual(asked, []);
});
