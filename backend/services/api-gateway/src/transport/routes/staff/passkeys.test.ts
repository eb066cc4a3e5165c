import assert from "node:assert/strict";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import { Code } from "@connectrpc/connect";
import { afterAll, beforeAll, beforeEach, test } from "vitest";
import { noon, paperGateway, refused } from "#gateway-fixture";
import type { App } from "#transport/routes/route-context";

const at = timestampDate(noon).toISOString();
const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const base64url = (text: string) => Buffer.from(text).toString("base64url");
const staff = { staffId: "stf_a", name: "Sipho", email: "sipho@example.org", role: "owner", permissions: ["*"] };
const signedIn = {
  accessToken: "access",
  accessExpiresAt: noon,
  refreshToken: "refresh",
  refreshExpiresAt: noon,
  staff,
};
const passkey = { passkeyId: "pky_1", name: "a key", addedAt: noon };
const told: unknown[] = [];

let app: App;
beforeAll(async () => {
  const toSign = { challenge: bytes("to sign"), rpId: "portal.test", expiresAt: noon };
  app = await paperGateway({
    staff: {
      confirmSignIn({ proof }) {
        told.push(proof.case);
        return signedIn;
      },
      confirmSecondFactor({ proof }) {
        told.push(proof.case);
        return { accessToken: "fresh", accessExpiresAt: noon };
      },
    },
    passkeys: {
      beginSignIn: () => toSign,
      beginStepUp: () => toSign,
      beginRegistration: () => ({ ...toSign, algorithms: [-7], userHandle: bytes("stf_a") }),
      signInStaff({ device }, { requestHeader }) {
        told.push([device, requestHeader.get("beacom-client-address")]);
        return signedIn;
      },
      finishRegistration(_, { requestHeader }) {
        const enrols = requestHeader.get("authorization") === "Bearer enr_a";
        return enrols ? { passkey, recoveryCodes: ["abcde-12345"], staffSignedIn: signedIn } : { passkey };
      },
      listPasskeys: () => ({ passkeys: [passkey] }),
      renamePasskey: ({ name }) => ({ ...passkey, name }),
      removePasskey() {
        throw refused("last-way-in", Code.FailedPrecondition);
      },
    },
    security: {
      resetCustomerSecondFactor({ customerId, reason }) {
        told.push([customerId, reason]);
        return {};
      },
    },
  });
});
beforeEach(() => told.splice(0));
afterAll(() => app.close());

type Method = "GET" | "POST" | "PATCH" | "DELETE";
async function call(method: Method, url: string, who?: string, payload?: object) {
  const headers = { "user-agent": "Firefox", ...(who && { authorization: `Bearer ${who}` }) };
  const answer = await app.inject({ method, url, headers, remoteAddress: "192.0.2.9", ...(payload && { payload }) });
  const body = answer.body === "" ? null : (answer.json() as Record<string, unknown>);
  return { status: answer.statusCode, body, cookies: answer.cookies };
}

const signed = { clientDataJSON: "e30", authenticatorData: "AA", signature: "AA", userHandle: base64url("stf_a") };
const credential = { id: base64url("credential"), response: signed };
const made = { id: base64url("credential"), response: { clientDataJSON: "e30", attestationObject: "AA" } };

test("a member of staff signs in with a passkey, and keeps the refresh token in staff's own cookie", async () => {
  assert.equal((await call("POST", "/v1/staff/sign-in/passkey/options")).status, 200);
  const { status, body, cookies } = await call("POST", "/v1/staff/sign-in/passkey", undefined, { credential });
  assert.deepEqual([status, body?.["accessToken"]], [200, "access"]);
  assert.deepEqual(
    cookies.map(({ name, path }) => [name, path]),
    [["beacom_staff_refresh", "/v1/staff"]],
  );
  assert.deepEqual(told, [["Firefox", "192.0.2.9"]]);
});

test("a passkey is a second factor after the password, and a fresh proof", async () => {
  const proof = { passkey: credential };
  const confirmed = await call("POST", "/v1/staff/sign-in/confirm", undefined, { challenge: "challenge", proof });
  assert.equal(confirmed.status, 200);
  assert.equal((await call("POST", "/v1/staff/second-factor/passkey", "stf_a")).status, 200);
  const fresh = await call("POST", "/v1/staff/second-factor/confirm", "stf_a", { proof });
  assert.deepEqual(fresh.body, { accessToken: "fresh", accessExpiresAt: at });
  assert.deepEqual(told, ["passkey", "passkey"]);
});

test("whoever has no second factor yet may make a passkey the first, is signed in by it, and sees no others", async () => {
  assert.equal((await call("POST", "/v1/staff/passkeys/options", "enr_a")).status, 200);
  const { status, body } = await call("POST", "/v1/staff/passkeys", "enr_a", { credential: made });
  assert.deepEqual([status, body?.["recoveryCodes"]], [201, ["abcde-12345"]]);
  assert.ok(body?.["session"]);
  assert.equal((await call("GET", "/v1/staff/passkeys", "enr_a")).status, 403);
});

test("one more passkey opens no session; passkeys are renamed, and the last way in stays", async () => {
  const added = await call("POST", "/v1/staff/passkeys", "stf_a", { credential: made, name: "a key" });
  const shown = { passkeyId: "pky_1", name: "a key", addedAt: at, lastUsedAt: null, backedUp: false };
  assert.deepEqual([added.status, added.body, added.cookies], [201, { passkey: shown, recoveryCodes: [] }, []]);
  assert.deepEqual((await call("GET", "/v1/staff/passkeys", "stf_a")).body, { passkeys: [shown] });
  const renamed = await call("PATCH", "/v1/staff/passkeys/pky_1", "stf_a", { name: "blue" });
  assert.equal(renamed.body?.["name"], "blue");
  const removed = await call("DELETE", "/v1/staff/passkeys/pky_1", "stf_a");
  assert.deepEqual([removed.status, removed.body?.["code"]], [409, "last-way-in"]);
});

test("staff who may restrict customers take a second factor away, with a reason", async () => {
  const url = "/v1/staff/customers/cus_a/reset-second-factor";
  assert.equal((await call("POST", url, "stf_a", { reason: " " })).status, 400);
  assert.equal((await call("POST", url, "stf_none", { reason: "lost" })).status, 403);
  assert.equal((await call("POST", url, "cus_a", { reason: "lost" })).status, 403);
  assert.equal((await call("POST", url, "stf_a", { reason: "the phone was stolen" })).status, 204);
  assert.deepEqual(told, [["cus_a", "the phone was stolen"]]);
});
