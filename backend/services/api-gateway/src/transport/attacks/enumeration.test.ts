import assert from "node:assert/strict";
import { Code } from "@connectrpc/connect";
import { test } from "vitest";
import { keyed, noon, own, paperAccount, paperGateway, rand, refused } from "#gateway-fixture";

/** The gateway before an identity that knows one number, and what it was asked. */
async function counted() {
  const calls: string[] = [];
  const app = await paperGateway({
    identity: {
      signIn() {
        calls.push("signIn");
        throw refused("not-signed-in", Code.Unauthenticated);
      },
      requestSignInCode() {
        calls.push("requestSignInCode");
        return { verificationId: "ver_1", expiresAt: noon };
      },
    },
    billing: {
      getAccount({ customerId }) {
        calls.push("getAccount");
        return { ...paperAccount(customerId), available: rand(0) };
      },
      addMember() {
        calls.push("addMember");
        throw refused("nothing-shared", Code.FailedPrecondition);
      },
      sendMoney() {
        calls.push("sendMoney");
        throw refused("wallet-too-low", Code.FailedPrecondition);
      },
    },
  });
  /** What somebody sees of an answer, and what was done for it. */
  async function seen(url: string, payload: object, headers: Record<string, string> = {}) {
    calls.length = 0;
    const { statusCode, body, headers: answered } = await app.inject({ method: "POST", url, payload, headers });
    const { ratelimit: _, ...steady } = answered;
    return { statusCode, body, names: Object.keys(steady), calls: [...calls] };
  }
  return { app, seen };
}

const [known, unknown] = ["0837654321", "0830000000"];

test("signing in with a number that is nobody's looks the same and asks for the same as with one that is somebody's", async () => {
  const { app, seen } = await counted();
  for (const [url, more] of [
    ["/v1/sign-in", { password: "guess" }],
    ["/v1/sign-in/code", {}],
  ] as const) {
    const ask = (phone: string) => seen(url, { identifier: phone, phone, ...more });
    assert.deepEqual(await ask(known), await ask(unknown), url);
  }
  await app.close();
});

test("whoever has nothing to send is told the same about every number", async () => {
  const { app, seen } = await counted();
  const send = async (phone: string) => {
    const payload = { phone, amount: { minorUnits: 100, currency: "ZAR" } };
    const { calls, ...shown } = await seen("/v1/me/transfers/money", payload, keyed(`intention-${phone}`));
    // One call to billing-engine each, so that counting time tells no more than the words.
    return { ...shown, calls: calls.length };
  };
  assert.deepEqual(await send(known), await send(unknown));
  await app.close();
});

test("whoever shares nothing is told the same about every number to share with", async () => {
  const { app, seen } = await counted();
  const share = async (phone: string) => {
    const { calls, ...shown } = await seen("/v1/me/sharing/members", { phone, limitOctets: null }, own);
    return { ...shown, calls: calls.length };
  };
  const told = await share(unknown);
  assert.equal(told.statusCode, 409);
  assert.deepEqual(await share(known), told);
  await app.close();
});
