import assert from "node:assert/strict";
import { read } from "@beacom/outbox";
import { CustomerPhoneChangedSchema, CustomerSecurityChangedSchema } from "@beacom/proto/identity/v1/security";
import { codeShown } from "@beacom/testing";
import { Code } from "@connectrpc/connect";
import { afterAll, beforeAll, test } from "vitest";
import { passkeyAuthenticator } from "#testing/passkey-authenticator";
import { as, identityStage, refused, type Stage, stageOrigin, wrong } from "#testing/stage";

let stage: Stage;
const password = "the river bends twice";
beforeAll(async () => {
  stage = await identityStage();
});
afterAll(() => stage?.close());

let lastPhone = 821_100_000;
async function customer() {
  lastPhone += 1;
  const phone = `0${lastPhone}`;
  const form = { name: "Thandi Nkosi", phone, email: `s${lastPhone}@example.org`, password };
  const { customerId } = await stage.people.createVerifiedCustomer({ ...form, language: "zu", idempotencyKey: phone });
  return { phone, customerId };
}

const signIn = (identifier: string, device = "a phone") => stage.people.signIn({ identifier, password, device });
const tokenOf = async (phone: string) => as((await signIn(phone)).accessToken);
const totp = (secret: string) => ({ case: "totpCode" as const, value: codeShown(secret, stage.now()) });
const recovery = (value: string) => ({ case: "recoveryCode" as const, value });

/** A customer with an authenticator, and with a session from before it. */
async function withAuthenticator() {
  const person = await customer();
  const own = await tokenOf(person.phone);
  const { secret, uri } = await stage.security.beginTotp({}, own);
  assert.match(uri, /^otpauth:\/\/totp\/Beacom:(%2B|\+)27/);
  const totpCode = codeShown(secret, stage.now());
  const { recoveryCodes } = await stage.security.confirmTotp({ totpCode }, own);
  stage.later(30);
  return { ...person, own, secret, recoveryCodes };
}

async function asked(phone: string): Promise<string> {
  const step = await signIn(phone);
  assert.deepEqual([step.accessToken, step.refreshToken, step.customer], ["", "", undefined]);
  assert.ok(step.secondFactor);
  return step.secondFactor.challenge;
}

test("a customer with an authenticator is asked for it after the password, and signed in by it", async () => {
  const { phone, customerId, secret, own } = await withAuthenticator();
  assert.deepEqual(
    { ...(await stage.security.getSecurity({}, own)), $typeName: undefined },
    { $typeName: undefined, authenticator: true, recoveryCodesLeft: 10, passkeys: 0 },
  );
  const challenge = await asked(phone);
  const badly = { ...totp(secret), value: wrong(totp(secret).value) };
  await refused(stage.security.confirmSignIn({ challenge, proof: badly }), "second-factor-wrong", Code.InvalidArgument);
  const signedIn = await stage.security.confirmSignIn({ challenge, proof: totp(secret) });
  assert.equal(signedIn.customer?.customerId, customerId);
  assert.ok(await stage.people.refresh({ refreshToken: signedIn.refreshToken }));
  await refused(stage.security.confirmSignIn({ challenge, proof: totp(secret) }), "challenge-ended");
});

test("a code to the phone is no way around the authenticator", async () => {
  const { phone, secret } = await withAuthenticator();
  const { verificationId } = await stage.people.requestSignInCode({ phone });
  const code = await stage.codeSent(verificationId);
  const step = await stage.people.confirmCode({ verificationId, code, device: "" });
  assert.equal(step.accessToken, "");
  const challenge = step.secondFactor!.challenge;
  assert.ok((await stage.security.confirmSignIn({ challenge, proof: totp(secret) })).accessToken);
});

test("a recovery code signs in once, and new ones void those from before", async () => {
  const { phone, recoveryCodes } = await withAuthenticator();
  const [one, two] = recoveryCodes;
  const signedIn = await stage.security.confirmSignIn({ challenge: await asked(phone), proof: recovery(one!) });
  const again = stage.security.confirmSignIn({ challenge: await asked(phone), proof: recovery(one!) });
  await refused(again, "second-factor-wrong");
  const renewed = await stage.security.renewRecoveryCodes({}, as(signedIn.accessToken));
  assert.equal(renewed.recoveryCodes.length, 10);
  const old = stage.security.confirmSignIn({ challenge: await asked(phone), proof: recovery(two!) });
  await refused(old, "second-factor-wrong");
});

test("a challenge of a customer opens no door of staff", async () => {
  const { phone, secret } = await withAuthenticator();
  const challenge = await asked(phone);
  await refused(stage.staff.confirmSignIn({ challenge, proof: totp(secret) }), "challenge-ended");
});

test("a passkey is a second factor after the password as well, and signs in without being asked for codes", async () => {
  const { phone, customerId, own } = await withAuthenticator();
  const authenticator = passkeyAuthenticator({ origin: stageOrigin });
  const attestation = authenticator.create(await stage.passkeys.beginRegistration({}, own));
  await stage.passkeys.finishRegistration({ attestation, name: "a phone", device: "" }, own);
  const challenge = await asked(phone);
  const value = authenticator.get(await stage.passkeys.beginSignIn({ challenge }));
  const signedIn = await stage.security.confirmSignIn({ challenge, proof: { case: "passkey", value } });
  assert.equal(signedIn.customer?.customerId, customerId);
  const assertion = authenticator.get(await stage.passkeys.beginSignIn({}));
  assert.ok((await stage.passkeys.signIn({ assertion, device: "" })).accessToken);
});

test("an authenticator is turned off, and the password alone signs in again; passkeys stay", async () => {
  const { phone, own } = await withAuthenticator();
  await stage.security.turnOffTotp({}, own);
  await refused(stage.security.turnOffTotp({}, own), "second-factor-missing", Code.FailedPrecondition);
  await refused(stage.security.renewRecoveryCodes({}, own), "second-factor-missing");
  assert.ok((await signIn(phone)).accessToken);
});

test("whatever changes the ways to sign in asks for a fresh proof, and the password gives it where there is no authenticator", async () => {
  const { phone } = await customer();
  const own = await tokenOf(phone);
  stage.later(601);
  const { security } = stage;
  const changes = [
    security.beginTotp({}, own),
    security.confirmTotp({ totpCode: "123456" }, own),
    security.turnOffTotp({}, own),
    security.renewRecoveryCodes({}, own),
    security.changePassword({ password: "another river bends" }, own),
    security.beginPhoneChange({ phone: "0829990000" }, own),
    security.confirmPhoneChange({ verificationId: "ver_1", code: "123456" }, own),
  ];
  await Promise.all(changes.map((change) => refused(change, "step-up-needed", Code.PermissionDenied)));
  const badly = security.stepUp({ proof: { case: "password", value: "not this one" } }, own);
  await refused(badly, "password-wrong", Code.InvalidArgument);
  const fresh = await security.stepUp({ proof: { case: "password", value: password } }, own);
  assert.ok((await security.beginTotp({}, as(fresh.accessToken))).secret);
});

test("whoever has an authenticator proves it, not the password", async () => {
  const { own, secret } = await withAuthenticator();
  stage.later(601);
  const byPassword = stage.security.stepUp({ proof: { case: "password", value: password } }, own);
  await refused(byPassword, "second-factor-needed", Code.FailedPrecondition);
  const fresh = await stage.security.stepUp({ proof: totp(secret) }, own);
  await stage.security.turnOffTotp({}, as(fresh.accessToken));
});

test("guesses at a session's password are counted with those at the sign-in", async () => {
  const { phone } = await customer();
  const own = await tokenOf(phone);
  const guess = () => stage.security.stepUp({ proof: { case: "password", value: "not this one" } }, own);
  for (let i = 0; i < 5; i++) await refused(guess(), "password-wrong");
  await refused(guess(), "too-many-attempts", Code.ResourceExhausted);
  await refused(signIn(phone), "too-many-attempts");
});

test("one sees one's devices, signs out one of them, and all the others", async () => {
  const { phone } = await customer();
  const first = await signIn(phone, "a tablet");
  const own = as((await signIn(phone, "a phone")).accessToken);
  await signIn(phone, "a television");
  const seen = async () => (await stage.security.listDevices({}, own)).devices;
  const tablet = (await seen()).find(({ device }) => device === "a tablet");
  assert.equal((await seen()).length, 3);
  await refused(stage.security.signOutDevice({ sessionId: "fam_other" }, own), "session-unknown", Code.NotFound);
  const stranger = await tokenOf((await customer()).phone);
  await refused(stage.security.signOutDevice({ sessionId: tablet!.sessionId }, stranger), "session-unknown");
  await stage.security.signOutDevice({ sessionId: tablet!.sessionId }, own);
  await refused(stage.people.refresh({ refreshToken: first.refreshToken }), "session-ended");
  await stage.security.signOutOtherDevices({}, own);
  assert.deepEqual(
    (await seen()).map(({ device, thisOne }) => [device, thisOne]),
    [["a phone", true]],
  );
});

test("a new password signs all other devices out, and the old one signs in no more", async () => {
  const { phone } = await customer();
  const other = await signIn(phone);
  const mine = await signIn(phone);
  const change = (to: string) => stage.security.changePassword({ password: to }, as(mine.accessToken));
  await refused(change("short"), "password-too-short", Code.InvalidArgument);
  await change("the mountain is flat");
  await refused(signIn(phone), "not-signed-in");
  assert.ok(
    (await stage.people.signIn({ identifier: phone, password: "the mountain is flat", device: "" })).accessToken,
  );
  await refused(stage.people.refresh({ refreshToken: other.refreshToken }), "session-ended");
  assert.ok(await stage.people.refresh({ refreshToken: mine.refreshToken }));
});

test("a customer moves to another phone by a code that was sent there, and others are told", async () => {
  const { phone, customerId } = await customer();
  const own = await tokenOf(phone);
  lastPhone += 1;
  const { verificationId } = await stage.security.beginPhoneChange({ phone: `0${lastPhone}` }, own);
  const code = await stage.codeSent(verificationId);
  await refused(stage.people.confirmCode({ verificationId, code, device: "" }), "code-wrong", Code.InvalidArgument);
  const stranger = await tokenOf((await customer()).phone);
  await refused(stage.security.confirmPhoneChange({ verificationId, code }, stranger), "code-wrong");
  const moved = await stage.security.confirmPhoneChange({ verificationId, code }, own);
  assert.match(moved.phone, /^\+27821100/);
  assert.ok((await signIn(moved.phone)).accessToken);
  await refused(signIn(phone), "not-signed-in");
  const told = (await stage.events()).flatMap((event) => read(CustomerPhoneChangedSchema, event) ?? []);
  assert.deepEqual(
    told.map((event) => [event.customerId, event.phone, event.language]),
    [[customerId, moved.phone, "zu"]],
  );
});

test("a code that was sent to the phone from before signs in no more", async () => {
  const { phone } = await customer();
  const own = await tokenOf(phone);
  const before = await stage.people.requestSignInCode({ phone });
  lastPhone += 1;
  const { verificationId } = await stage.security.beginPhoneChange({ phone: `0${lastPhone}` }, own);
  await stage.security.confirmPhoneChange({ verificationId, code: await stage.codeSent(verificationId) }, own);
  const code = await stage.codeSent(before.verificationId);
  const late = stage.people.confirmCode({ verificationId: before.verificationId, code, device: "" });
  await refused(late, "code-expired", Code.FailedPrecondition);
});

test("a customer is told on the phone what changed in the ways to sign in, on the one from before when that changed", async () => {
  const { customerId, phone, own } = await withAuthenticator();
  const authenticator = passkeyAuthenticator({ origin: stageOrigin });
  const attestation = authenticator.create(await stage.passkeys.beginRegistration({}, own));
  const added = await stage.passkeys.finishRegistration({ attestation, name: "a phone", device: "" }, own);
  await stage.passkeys.removePasskey({ passkeyId: added.passkey!.passkeyId }, own);
  await stage.security.turnOffTotp({}, own);
  await stage.security.changePassword({ password: "the mountain is flat" }, own);
  lastPhone += 1;
  const { verificationId } = await stage.security.beginPhoneChange({ phone: `0${lastPhone}` }, own);
  await stage.security.confirmPhoneChange({ verificationId, code: await stage.codeSent(verificationId) }, own);
  const told = (await stage.events())
    .flatMap((event) => read(CustomerSecurityChangedSchema, event) ?? [])
    .filter((event) => event.customerId === customerId);
  assert.deepEqual(
    told.map(({ change }) => change),
    ["app-codes-on", "passkey-added", "passkey-removed", "app-codes-off", "password-changed", "phone-changed"],
  );
  assert.ok(told.every((event) => event.phone === `+27${phone.slice(1)}` && event.language === "zu"));
});

test("a phone that somebody else has gets the same answer, and no code", async () => {
  const taken = await customer();
  const own = await tokenOf((await customer()).phone);
  const { verificationId } = await stage.security.beginPhoneChange({ phone: taken.phone }, own);
  assert.match(verificationId, /^ver_/);
  await assert.rejects(stage.codeSent(verificationId), /no code was sent/);
  await refused(stage.security.confirmPhoneChange({ verificationId, code: "123456" }, own), "code-wrong");
});

test("staff reset a second factor that was lost, with a reason, and that ends the sessions and is on record", async () => {
  const { phone, customerId } = await withAuthenticator();
  await stage.people.createFirstStaff({ name: "Sipho", email: "sipho@example.org", password });
  const { signedIn } = await stage.enrol("sipho@example.org", password);
  const reset = (reason: string) =>
    stage.security.resetCustomerSecondFactor({ customerId, reason }, as(signedIn.accessToken));
  await refused(reset(" "), "reason-missing", Code.InvalidArgument);
  await reset("the phone was stolen; identity document seen in the shop");
  assert.ok((await signIn(phone)).accessToken);
  const act = (await stage.acts(customerId)).at(-1);
  assert.deepEqual([act?.action, act?.subjectKind], ["customer.second-factor-reset", "customer"]);
});
