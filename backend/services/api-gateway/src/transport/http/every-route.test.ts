import assert from "node:assert/strict";
import { afterAll, beforeAll, test } from "vitest";
import { own, paperGateway } from "#gateway-fixture";

/** Why a route that makes or changes something, with a method that HTTP does not promise to be repeatable, needs no Idempotency-Key. */
const repeatable: Record<string, string> = {
  "post /v1/registrations":
    "takes a key if there is one; without it, a second registration of a phone only sends another code",
  "post /v1/sign-in/code": "another code takes the place of the one before, and codes are limited",
  "post /v1/codes/confirm": "a code is good once",
  "post /v1/sign-in": "a session more, which can be ended",
  "post /v1/sign-in/refresh": "a refresh token is good once, and its second use ends the session",
  "post /v1/sign-out": "a session ends once",
  "post /v1/sign-in/passkey/options": "a question that is good once",
  "post /v1/sign-in/passkey": "an answer that is good once",
  "post /v1/sign-in/confirm": "a second step that is good once",
  "post /v1/me/security/step-up/passkey": "a question that is good once",
  "post /v1/me/security/step-up": "a proof is as fresh as the last one",
  "post /v1/me/security/totp": "another offer takes the place of the one before",
  "post /v1/me/security/totp/confirm": "a code is good once",
  "post /v1/me/security/recovery-codes": "new codes take the place of those before",
  "post /v1/me/security/phone": "another code takes the place of the one before, and codes are limited",
  "post /v1/me/security/phone/confirm": "a code is good once",
  "post /v1/me/security/passkeys": "an answer that is good once",
  "post /v1/me/security/passkeys/options": "a question that is good once",
  "patch /v1/me/security/passkeys/{passkeyId}": "a name is set to what it is already",
  "post /v1/me/sharing/members": "says how things are to be",
  "post /v1/me/exports": "one a day",
  "post /v1/me/exports/{exportId}/download": "tells what was made",
  "post /v1/me/rica/evidence": "a paper more, which is forgotten when it is not handed in",
  "post /v1/me/rica/submit": "what was handed in is handed in once",
  "post /v1/me/users": "a phone is let in once",
  "post /v1/me/accounts/{customerId}/enter": "another token of the same rights, good for minutes",
  "post /v1/me/vouchers": "the code is its own key",
  "post /v1/staff/sign-in": "a proof of the password, good for one second step",
  "post /v1/staff/sign-in/confirm": "a code is good once",
  "post /v1/staff/sign-in/refresh": "a refresh token is good once, and its second use ends the session",
  "post /v1/staff/sign-out": "a session ends once",
  "post /v1/staff/sign-in/passkey/options": "a question that is good once",
  "post /v1/staff/sign-in/passkey": "an answer that is good once",
  "post /v1/staff/invitations/accept": "an invitation is good once",
  "post /v1/api-clients/token": "another token of the same rights, good for minutes",
};

/** Whoever calls these holds a token that nobody guesses. */
const notGuessed = new Set([
  "post /v1/sign-in/refresh",
  "post /v1/sign-out",
  "post /v1/staff/sign-in/refresh",
  "post /v1/staff/sign-out",
]);

type Operation = { parameters?: { name: string; required?: boolean }[]; "x-access"?: string };
let app: Awaited<ReturnType<typeof paperGateway>>;
let operations: [name: string, operation: Operation][];
beforeAll(async () => {
  app = await paperGateway({});
  const { paths } = app.swagger() as unknown as { paths: Record<string, Record<string, Operation>> };
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [`${method} ${path}`, operation]),
  );
});
afterAll(() => app.close());

test("whatever customers and strangers can change takes an Idempotency-Key, or it is written why it need not", () => {
  const unsafe = operations.filter(
    ([name, operation]) => /^(post|patch) /.test(name) && ["public", "customer"].includes(operation["x-access"] ?? ""),
  );
  const keyless = unsafe
    .filter(([, { parameters = [] }]) => !parameters.some((one) => one.name === "idempotency-key" && one.required))
    .map(([name]) => name);
  assert.deepEqual(keyless.toSorted(), Object.keys(repeatable).toSorted());
});

test("whatever strangers can call to get in is counted as an attempt", async () => {
  const open = operations.filter(([name, operation]) => operation["x-access"] === "public" && !name.startsWith("get "));
  assert.ok(open.length >= 10);
  for (const [name] of open) {
    const [method = "", url = ""] = name.split(" ");
    const { headers } = await app.inject({ method: method as "POST", url, payload: {} });
    const counted = String(headers["ratelimit-policy"]).includes('"sign-in"');
    assert.equal(counted, !notGuessed.has(name), name);
  }
});

test("whatever tells whether a phone number is a customer's is counted as a number tried", async () => {
  for (const url of ["/v1/me/transfers/money", "/v1/me/transfers/data", "/v1/me/sharing/members"]) {
    const { headers } = await app.inject({ method: "POST", url, headers: own, payload: {} });
    assert.match(String(headers["ratelimit-policy"]), /"phone"/, url);
  }
});
