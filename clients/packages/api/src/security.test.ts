import assert from "node:assert/strict";
import { test } from "vitest";
import { beacom } from "#client";
import { securityCalls } from "#security";

const later = new Date(Date.now() + 900_000).toISOString();
const customer = { customerId: "cus_1", name: "Thandi" };

/** A gateway that asks for a second factor, and whose tokens say how they were got. */
function gateway() {
  const seen: string[] = [];
  const answers: Record<string, [status: number, body?: unknown]> = {
    "POST /v1/sign-in": [202, { challenge: "challenge", expiresAt: later }],
    "POST /v1/sign-in/confirm": [200, { accessToken: "confirmed", accessExpiresAt: later, customer }],
    "POST /v1/me/security/step-up": [200, { accessToken: "fresh", accessExpiresAt: later }],
    "DELETE /v1/me/security/totp": [204],
  };
  const send: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const call = `${request.method} ${new URL(request.url).pathname}`;
    seen.push(`${call} ${request.headers.get("authorization") ?? ""}`.trim());
    const [status, body] = answers[call] ?? [401];
    return new Response(body === undefined ? null : JSON.stringify(body), { status });
  };
  const api = beacom({ baseUrl: "http://portal.test", fetch: send });
  return { api, security: securityCalls(api), seen };
}

test("a password that is right and not enough begins no session; the second factor does", async () => {
  const { api, security, seen } = gateway();
  const told: unknown[] = [];
  api.session.onChange((person) => told.push(person));
  const asked = await api.signIn("082", "a long password");
  assert.equal(asked?.challenge, "challenge");
  assert.deepEqual(told, []);
  await security.confirmSignIn(asked.challenge, { totpCode: "123456" });
  assert.deepEqual(told, [customer]);
  await security.turnOffTotp();
  assert.equal(seen.at(-1), "DELETE /v1/me/security/totp Bearer confirmed");
});

test("a fresh proof is in the next call, and nobody is told that somebody else signed in", async () => {
  const { api, security, seen } = gateway();
  await security.confirmSignIn("challenge", { totpCode: "123456" });
  const told: unknown[] = [];
  api.session.onChange((person) => told.push(person));
  await security.stepUp({ totpCode: "123456" });
  await security.turnOffTotp();
  assert.deepEqual(told, []);
  assert.equal(seen.at(-1), "DELETE /v1/me/security/totp Bearer fresh");
});
