import assert from "node:assert/strict";
import { codeShown } from "@beacom/testing";
import { Code } from "@connectrpc/connect";
import { afterAll, beforeAll, test } from "vitest";
import { type PasskeyAuthenticator, passkeyAuthenticator } from "#testing/passkey-authenticator";
import { as, identityStage, refused, type Stage, stageOrigin } from "#testing/stage";

let stage: Stage;
let key: PasskeyAuthenticator;
const email = "sipho@example.org";
const password = "the mountain is flat";

beforeAll(async () => {
  stage = await identityStage();
  await stage.people.createFirstStaff({ name: "Sipho", email, password });
  key = passkeyAuthenticator({ origin: stageOrigin });
});
afterAll(() => stage?.close());

async function enrolmentToken(): Promise<string> {
  const { next } = await stage.staff.signIn({ email, password, device: "a desk" });
  assert.ok(next.case === "enrolment");
  return next.value.enrolmentToken;
}

async function challenged(): Promise<string> {
  const { next } = await stage.staff.signIn({ email, password, device: "a desk" });
  assert.ok(next.case === "secondFactor");
  return next.value.challenge;
}

async function signedIn(device = "a laptop") {
  const assertion = key.get(await stage.passkeys.beginSignIn({}));
  return stage.passkeys.signInStaff({ assertion, device });
}

test("a passkey can be the first second factor: it signs in, and recovery codes come with it", async () => {
  const [enrolment, second] = [as(await enrolmentToken()), as(await enrolmentToken())];
  await refused(stage.passkeys.listPasskeys({}, enrolment), "caller-not-allowed", Code.PermissionDenied);
  const creation = await stage.passkeys.beginRegistration({}, enrolment);
  assert.deepEqual([creation.userName, creation.userDisplayName], [email, "Sipho"]);
  const finish = { attestation: key.create(creation), name: "a key on a ring", device: "a desk" };
  const { recoveryCodes, staffSignedIn } = await stage.passkeys.finishRegistration(finish, enrolment);
  assert.equal(recoveryCodes.length, 10);
  assert.equal(staffSignedIn?.staff?.email, email);
  await refused(stage.passkeys.beginRegistration({}, second), "second-factor-enrolled-already");
  await refused(stage.staff.beginTotp({}, second), "second-factor-enrolled-already", Code.FailedPrecondition);
  const [act] = await stage.acts(staffSignedIn.staff.staffId);
  assert.deepEqual([act?.action, act?.afterJson], ["staff.second-factor-enrolled", '{"passkey":"a key on a ring"}']);
});

test("a member of staff signs in with a passkey alone, and that is on record", async () => {
  const { staff, accessToken } = await signedIn();
  assert.equal(staff?.email, email);
  const caller = await stage.app.tokens.verify(accessToken);
  assert.ok(caller.ok && caller.value.kind === "staff");
  assert.deepEqual(caller.value.authenticatedAt, stage.now());
  const act = (await stage.acts(staff.staffId)).at(-1);
  assert.deepEqual(
    [act?.action, act?.afterJson],
    ["staff.signed-in", '{"device":"a laptop","secondFactor":"passkey"}'],
  );
});

test("after the password a passkey of that person is the second factor, for a challenge made for it", async () => {
  const { staff, passkeys } = stage;
  const challenge = await challenged();
  const request = await passkeys.beginSignIn({ challenge });
  assert.deepEqual(
    request.allow.map(({ credentialId }) => Buffer.from(credentialId)),
    key.residents.map(({ credentialId }) => Buffer.from(credentialId)),
  );
  const confirm = (value: ReturnType<typeof key.get>) =>
    staff.confirmSignIn({ challenge, proof: { case: "passkey", value } });
  await refused(confirm(key.get(await passkeys.beginSignIn({}))), "second-factor-wrong", Code.InvalidArgument);
  await refused(confirm(key.get(request, { userVerified: false })), "second-factor-wrong");
  const confirmed = await confirm(key.get(await passkeys.beginSignIn({ challenge })));
  assert.equal(confirmed.staff?.email, email);
  await refused(passkeys.beginSignIn({ challenge }), "challenge-ended", Code.FailedPrecondition);
  await refused(passkeys.beginSignIn({ challenge: "made up" }), "challenge-ended");
});

test("a passkey makes a session fresh again, and a customer's door is not opened by it", async () => {
  const { staff, passkeys, later } = stage;
  const { accessToken } = await signedIn();
  later(601);
  await refused(passkeys.beginRegistration({}, as(accessToken)), "step-up-needed", Code.PermissionDenied);
  const value = key.get(await passkeys.beginStepUp({}, as(accessToken)));
  const fresh = await staff.confirmSecondFactor({ proof: { case: "passkey", value } }, as(accessToken));
  assert.ok(await passkeys.beginRegistration({}, as(fresh.accessToken)));
  const assertion = key.get(await passkeys.beginSignIn({}));
  await refused(passkeys.signIn({ assertion, device: "" }), "passkey-refused");
});

test("the last second factor of a member of staff is not removed", async () => {
  const { staff, passkeys, now } = stage;
  const own = as((await signedIn()).accessToken);
  const [only] = (await passkeys.listPasskeys({}, own)).passkeys;
  const remove = () => passkeys.removePasskey({ passkeyId: only!.passkeyId }, own);
  await refused(remove(), "last-way-in", Code.FailedPrecondition);
  const { secret } = await staff.beginTotp({}, own);
  await staff.confirmTotp({ totpCode: codeShown(secret, now()), device: "" }, own);
  await remove();
  await refused(signedIn(), "passkey-refused");
});

test("two who remove the last two passkeys at the same moment: one stays", async () => {
  const { passkeys } = stage;
  const secret = await newAuthenticator();
  await stage.staff.resetSecondFactor({
    staffId: (await stage.signIn({ email, password, secret })).staff!.staffId,
    reason: "x",
  });
  const enrolment = as(await enrolmentToken());
  const creation = await passkeys.beginRegistration({}, enrolment);
  await passkeys.finishRegistration({ attestation: key.create(creation), name: "one", device: "" }, enrolment);
  const own = as((await signedIn()).accessToken);
  const second = key.create({ ...(await passkeys.beginRegistration({}, own)), exclude: [] });
  await passkeys.finishRegistration({ attestation: second, name: "two", device: "" }, own);
  const both = (await passkeys.listPasskeys({}, own)).passkeys;
  assert.equal(both.length, 2);
  const removed = await Promise.allSettled(both.map(({ passkeyId }) => passkeys.removePasskey({ passkeyId }, own)));
  assert.equal(removed.filter(({ status }) => status === "fulfilled").length, 1);
  assert.equal((await passkeys.listPasskeys({}, own)).passkeys.length, 1);
});

test("a reset of the second factor takes the passkeys along", async () => {
  const member = await stage.signIn({ email, password, secret: await newAuthenticator() });
  const own = as(member.accessToken);
  const attestation = key.create({ ...(await stage.passkeys.beginRegistration({}, own)), exclude: [] });
  await stage.passkeys.finishRegistration({ attestation, name: "again", device: "" }, own);
  await signedIn();
  await stage.staff.resetSecondFactor({ staffId: member.staff!.staffId, reason: "the bag was stolen" });
  await refused(signedIn(), "passkey-refused");
  assert.ok(await enrolmentToken());
});

async function newAuthenticator(): Promise<string> {
  const [id] = await stage.sql<{ staff_id: string }[]>`select staff_id from staff`;
  await stage.staff.resetSecondFactor({ staffId: id!.staff_id, reason: "a new phone" });
  return (await stage.enrol(email, password)).secret;
}
