import assert from "node:assert/strict";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import { Code } from "@connectrpc/connect";
import { afterAll, beforeAll, beforeEach, test } from "vitest";
import { noon, own, paperGateway, refused } from "#gateway-fixture";
import type { App } from "#transport/routes/route-context";

const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const base64url = (text: string) => Buffer.from(text).toString("base64url");
const at = timestampDate(noon).toISOString();
const customer = { customerId: "cus_a", name: "Thandi", phone: "+27821234567", registeredAt: noon };
const tokens = { accessToken: "access", accessExpiresAt: noon, refreshToken: "refresh", refreshExpiresAt: noon };
const signedIn = { ...tokens, customer };
const asked: Record<string, unknown>[] = [];
/** What the service was handed, without what the wire adds. */
const note = (call: string, request: object, by: string | null) => {
  asked.push({ call, by, ...(JSON.parse(JSON.stringify(request, octetsAsText)) as object) });
};
const octetsAsText = (name: string, value: unknown) => {
  if (name === "$typeName") return undefined;
  return value instanceof Uint8Array ? Buffer.from(value).toString() : value;
};

let app: App;
beforeAll(async () => {
  app = await paperGateway({
    identity: {
      signIn: ({ password }) =>
        password === "second" ? { secondFactor: { challenge: "challenge", expiresAt: noon } } : signedIn,
      confirmCode: () => ({ secondFactor: { challenge: "challenge", expiresAt: noon } }),
    },
    passkeys: {
      beginSignIn({ challenge }) {
        if (challenge === "old") throw refused("challenge-ended", Code.FailedPrecondition);
        const allow = challenge === "" ? [] : [{ credentialId: bytes("credential"), transports: ["internal"] }];
        return { challenge: bytes("to sign"), rpId: "portal.test", allow, expiresAt: noon };
      },
      signIn(request, { requestHeader }) {
        note("signIn", request, requestHeader.get("beacom-client-address"));
        return signedIn;
      },
      beginRegistration: () => ({
        challenge: bytes("to sign"),
        rpId: "portal.test",
        rpName: "Beacom",
        userHandle: bytes("cus_a"),
        userName: "+27821234567",
        userDisplayName: "Thandi",
        algorithms: [-8, -7],
        exclude: [{ credentialId: bytes("credential"), transports: ["usb"] }],
        expiresAt: noon,
      }),
      finishRegistration(request, { requestHeader }) {
        note("finishRegistration", request, requestHeader.get("authorization"));
        return { passkey: { passkeyId: "pky_1", name: request.name, addedAt: noon, backedUp: true } };
      },
      listPasskeys: () => ({ passkeys: [{ passkeyId: "pky_1", name: "phone", addedAt: noon, lastUsedAt: noon }] }),
      renamePasskey: ({ passkeyId, name }) => ({ passkeyId, name, addedAt: noon }),
      removePasskey() {
        throw refused("step-up-needed", Code.PermissionDenied);
      },
      beginStepUp: () => ({ challenge: bytes("to sign"), rpId: "portal.test", allow: [], expiresAt: noon }),
    },
    security: {
      getSecurity: () => ({ authenticator: true, recoveryCodesLeft: 9, passkeys: 2 }),
      confirmSignIn(request) {
        note("confirmSignIn", request, null);
        return signedIn;
      },
      stepUp(request, { requestHeader }) {
        note("stepUp", request, requestHeader.get("authorization"));
        return { accessToken: "fresh", accessExpiresAt: noon };
      },
      beginTotp: () => ({ secret: "ABC", uri: "otpauth://totp/Beacom", expiresAt: noon }),
      confirmTotp: ({ totpCode }) => ({ recoveryCodes: [`for ${totpCode}`] }),
      turnOffTotp: () => ({}),
      renewRecoveryCodes: () => ({ recoveryCodes: ["a", "b"] }),
      listDevices: () => ({
        devices: [{ sessionId: "fam_1", device: "Firefox", signedInAt: noon, lastUsedAt: noon, thisOne: true }],
      }),
      signOutDevice(request) {
        note("signOutDevice", request, null);
        return {};
      },
      signOutOtherDevices(request) {
        note("signOutOtherDevices", request, null);
        return {};
      },
      changePassword(request) {
        note("changePassword", request, null);
        return {};
      },
      beginPhoneChange: () => ({ verificationId: "ver_1", expiresAt: noon }),
      confirmPhoneChange: () => ({ ...customer, phone: "+27837654321" }),
    },
  });
});
beforeEach(() => asked.splice(0));
afterAll(() => app.close());

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
async function call(method: Method, url: string, payload?: object, headers: Record<string, string> = own) {
  const answer = await app.inject({ method, url, headers, remoteAddress: "192.0.2.9", ...(payload && { payload }) });
  return { status: answer.statusCode, body: answer.body === "" ? null : (answer.json() as unknown), answer };
}

const credential = {
  id: base64url("credential"),
  rawId: base64url("credential"),
  type: "public-key",
  authenticatorAttachment: "platform",
  clientExtensionResults: {},
  response: {
    clientDataJSON: base64url("{}"),
    authenticatorData: base64url("data"),
    signature: base64url("signature"),
    userHandle: base64url("cus_a"),
  },
};
const assertion = {
  credentialId: "credential",
  clientDataJson: "{}",
  authenticatorData: "data",
  signature: "signature",
  userHandle: "cus_a",
};

test("a password or a code that is right, of somebody with a second factor, is answered with what to confirm, and no session", async () => {
  for (const [url, body] of [
    ["/v1/sign-in", { identifier: "0821234567", password: "second" }],
    ["/v1/codes/confirm", { verificationId: "ver_1", code: "123456" }],
  ] as const) {
    const { status, body: answered, answer } = await call("POST", url, body, {});
    assert.deepEqual([status, answered], [202, { challenge: "challenge", expiresAt: at }]);
    assert.deepEqual(answer.cookies, []);
  }
  const { status } = await call("POST", "/v1/sign-in", { identifier: "0821234567", password: "only" }, {});
  assert.equal(status, 200);
});

test("a second factor of each kind reaches identity, and signs in with a cookie", async () => {
  const proofs = [
    [{ totpCode: "123456" }, { case: "totpCode", value: "123456" }],
    [{ recoveryCode: "abcde-fghij" }, { case: "recoveryCode", value: "abcde-fghij" }],
    [{ passkey: credential }, { case: "passkey", value: assertion }],
  ] as const;
  for (const [proof, told] of proofs) {
    const { status, answer } = await call("POST", "/v1/sign-in/confirm", { challenge: "challenge", proof }, {});
    assert.equal(status, 200);
    assert.deepEqual(asked.pop(), { call: "confirmSignIn", by: null, challenge: "challenge", proof: told });
    assert.deepEqual(
      answer.cookies.map(({ name, httpOnly, sameSite }) => [name, httpOnly, sameSite]),
      [["beacom_refresh", true, "Strict"]],
    );
  }
  const two = { challenge: "challenge", proof: { totpCode: "123456", recoveryCode: "abcde-fghij" } };
  assert.equal((await call("POST", "/v1/sign-in/confirm", two, {})).status, 400);
});

test("a passkey signs in: what it is to sign goes out, and what it signed comes in, in WebAuthn's own words", async () => {
  const options = await call("POST", "/v1/sign-in/passkey/options", undefined, {});
  assert.deepEqual(options.body, {
    challenge: base64url("to sign"),
    rpId: "portal.test",
    allowCredentials: [],
    userVerification: "required",
    timeout: 300_000,
  });
  const answer = await call(
    "POST",
    "/v1/sign-in/passkey",
    { credential, tokenDelivery: "body" },
    { "user-agent": "F" },
  );
  assert.equal(answer.status, 200);
  assert.equal((answer.body as { refreshToken: string }).refreshToken, "refresh");
  assert.deepEqual(asked, [{ call: "signIn", by: "192.0.2.9", assertion, device: "F" }]);
});

test("after a password, a passkey of that person is asked for, as long as the challenge lasts", async () => {
  const { body } = await call("POST", "/v1/sign-in/passkey/options", { challenge: "challenge" }, {});
  const allowed = (body as { allowCredentials: unknown }).allowCredentials;
  assert.deepEqual(allowed, [{ type: "public-key", id: base64url("credential"), transports: ["internal"] }]);
  const ended = await call("POST", "/v1/sign-in/passkey/options", { challenge: "old" }, {});
  assert.deepEqual([ended.status, (ended.body as { code: string }).code], [409, "challenge-ended"]);
});

test("octets that are no base64url are refused before identity sees them", async () => {
  for (const wrong of ["a b", "ä", "x".repeat(5_000), 7]) {
    const response = { ...credential.response, signature: wrong };
    const answer = await call("POST", "/v1/sign-in/passkey", { credential: { ...credential, response } }, {});
    assert.equal(answer.status, 400);
  }
  assert.deepEqual(asked, []);
});

test("a customer adds, sees, renames and removes passkeys", async () => {
  const options = await call("POST", "/v1/me/security/passkeys/options");
  assert.deepEqual(options.body, {
    challenge: base64url("to sign"),
    rp: { id: "portal.test", name: "Beacom" },
    user: { id: base64url("cus_a"), name: "+27821234567", displayName: "Thandi" },
    pubKeyCredParams: [
      { type: "public-key", alg: -8 },
      { type: "public-key", alg: -7 },
    ],
    excludeCredentials: [{ type: "public-key", id: base64url("credential"), transports: ["usb"] }],
    authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
    attestation: "none",
    timeout: 300_000,
  });
  const response = { clientDataJSON: base64url("{}"), attestationObject: base64url("object"), transports: ["usb"] };
  const made = { name: "my key", credential: { ...credential, response } };
  const added = await call("POST", "/v1/me/security/passkeys", made);
  const passkey = { passkeyId: "pky_1", name: "my key", addedAt: at, lastUsedAt: null, backedUp: true };
  assert.deepEqual([added.status, added.body], [201, passkey]);
  const attestation = {
    credentialId: "credential",
    clientDataJson: "{}",
    attestationObject: "object",
    transports: ["usb"],
  };
  const [{ device: _, ...told } = {}] = asked;
  assert.deepEqual(told, { call: "finishRegistration", by: "Bearer cus_a", name: "my key", attestation });
  const listed = (await call("GET", "/v1/me/security/passkeys")).body as { passkeys: { lastUsedAt: string }[] };
  assert.equal(listed.passkeys[0]?.lastUsedAt, at);
  const renamed = await call("PATCH", "/v1/me/security/passkeys/pky_1", { name: "blue" });
  assert.equal((renamed.body as { name: string }).name, "blue");
  const removed = await call("DELETE", "/v1/me/security/passkeys/pky_1");
  assert.deepEqual([removed.status, (removed.body as { code: string }).code], [403, "step-up-needed"]);
});

test("a customer proves once more who it is, and goes on with the token that this gives", async () => {
  assert.equal((await call("POST", "/v1/me/security/step-up/passkey")).status, 200);
  const fresh = await call("POST", "/v1/me/security/step-up", { proof: { password: "the river bends twice" } });
  assert.deepEqual([fresh.status, fresh.body], [200, { accessToken: "fresh", accessExpiresAt: at }]);
  const proof = { case: "password", value: "the river bends twice" };
  assert.deepEqual(asked, [{ call: "stepUp", by: "Bearer cus_a", proof }]);
});

test("an authenticator app, recovery codes, devices, password and phone are the customer's to change", async () => {
  const answers = [
    ["GET", "/v1/me/security", undefined, 200, { authenticator: true, recoveryCodesLeft: 9, passkeys: 2 }],
    ["POST", "/v1/me/security/totp", undefined, 200, { secret: "ABC", uri: "otpauth://totp/Beacom", expiresAt: at }],
    ["POST", "/v1/me/security/totp/confirm", { totpCode: "123456" }, 200, { recoveryCodes: ["for 123456"] }],
    ["DELETE", "/v1/me/security/totp", undefined, 204, null],
    ["POST", "/v1/me/security/recovery-codes", undefined, 200, { recoveryCodes: ["a", "b"] }],
    [
      "GET",
      "/v1/me/security/devices",
      undefined,
      200,
      { devices: [{ sessionId: "fam_1", device: "Firefox", signedInAt: at, lastUsedAt: at, thisOne: true }] },
    ],
    ["DELETE", "/v1/me/security/devices/fam_2", undefined, 204, null],
    ["DELETE", "/v1/me/security/devices", undefined, 204, null],
    ["PUT", "/v1/me/security/password", { password: "the mountain is flat" }, 204, null],
    ["POST", "/v1/me/security/phone", { phone: "083 765 4321" }, 202, { verificationId: "ver_1", expiresAt: at }],
  ] as const;
  for (const [method, url, payload, status, body] of answers) {
    const answer = await call(method, url, payload);
    assert.deepEqual([url, answer.status, answer.body], [url, status, body]);
  }
  assert.deepEqual(
    asked.map((request) => request["call"]),
    ["signOutDevice", "signOutOtherDevices", "changePassword"],
  );
  const confirmation = { verificationId: "ver_1", code: "123456" };
  const moved = await call("POST", "/v1/me/security/phone/confirm", confirmation);
  assert.equal((moved.body as { phone: string }).phone, "+27837654321");
});

test("nobody but a customer gets at any of it", async () => {
  for (const [method, url] of [
    ["GET", "/v1/me/security"],
    ["GET", "/v1/me/security/passkeys"],
    ["DELETE", "/v1/me/security/totp"],
    ["DELETE", "/v1/me/security/devices"],
  ] as const)
    assert.equal((await call(method, url, undefined, {})).status, 401);
});
