import assert from "node:assert/strict";
import { Code, ConnectError } from "@connectrpc/connect";
import { afterAll, beforeAll, test } from "vitest";
import { codeShown } from "@beacom/testing";
import { as, type Enrolled, identityStage, refused, type Stage, wrong } from "#testing/stage";

let stage: Stage;
let sipho: Enrolled;
const email = "sipho@example.org";
const password = "the mountain is flat";
const totp = (secret: string, at = stage.now()) => ({ case: "totpCode" as const, value: codeShown(secret, at) });
const recovery = (code: string) => ({ case: "recoveryCode" as const, value: code });

beforeAll(async () => {
  stage = await identityStage();
  await stage.people.createFirstStaff({ name: "Sipho", email, password });
});
afterAll(() => stage?.close());

async function challenged(): Promise<string> {
  const { next } = await stage.staff.signIn({ email, password, device: "a phone" });
  assert.ok(next.case === "secondFactor");
  return next.value.challenge;
}

test("whoever has no second factor yet can enrol one and do nothing else", async () => {
  const { next } = await stage.staff.signIn({ email, password, device: "a desk" });
  assert.ok(next.case === "enrolment");
  const enrolment = as(next.value.enrolmentToken);
  const { staff, people } = stage;
  await refused(staff.listDevices({}, enrolment), "caller-not-allowed", Code.PermissionDenied);
  await refused(staff.resetSecondFactor({ staffId: "stf_1", reason: "x" }, enrolment), "caller-not-allowed");
  await refused(people.getCustomer({ customerId: "cus_1" }, enrolment), "caller-not-allowed");
  await refused(staff.confirmTotp({ totpCode: "123456" }, enrolment), "totp-not-offered", Code.FailedPrecondition);
  const { secret, uri } = await staff.beginTotp({}, enrolment);
  assert.match(uri, /^otpauth:\/\/totp\/Beacom:sipho(%40|@)example\.org\?/);
  assert.match(uri, new RegExp(`secret=${secret}`));
  const code = codeShown(secret, stage.now());
  await refused(staff.confirmTotp({ totpCode: wrong(code) }, enrolment), "second-factor-wrong", Code.InvalidArgument);
});

test("enrolling signs in, shows ten recovery codes, and cannot be done again with the same token", async () => {
  const { next } = await stage.staff.signIn({ email, password, device: "a desk" });
  assert.ok(next.case === "enrolment");
  sipho = await stage.enrol(email, password);
  assert.equal(new Set(sipho.recoveryCodes).size, 10);
  assert.ok(sipho.recoveryCodes.every((code) => /^[0-9a-z]{5}-[0-9a-z]{5}$/.test(code)));
  assert.equal(sipho.signedIn.recoveryCodesLeft, 10);
  const caller = await stage.app.tokens.verify(sipho.signedIn.accessToken);
  assert.ok(caller.ok && caller.value.kind === "staff");
  const { permissions, role, authenticatedAt } = caller.value;
  assert.deepEqual([permissions, role, authenticatedAt], [["*"], "owner", stage.now()]);
  const before = as(next.value.enrolmentToken);
  await refused(stage.staff.beginTotp({}, before), "second-factor-enrolled-already", Code.FailedPrecondition);
});

test("a sign-in takes the password and a code, and is on record with where it came from", async () => {
  stage.later(60);
  const challenge = await challenged();
  const headers = { "beacom-client-address": "196.25.1.9", "beacom-client-agent": "Firefox" };
  const signedIn = await stage.staff.confirmSignIn({ challenge, proof: totp(sipho.secret) }, { headers });
  assert.equal(signedIn.staff?.email, email);
  const act = (await stage.acts(signedIn.staff.staffId)).at(-1);
  assert.equal(act?.action, "staff.signed-in");
  assert.deepEqual([act.address, act.userAgent, act.actorRole], ["196.25.1.9", "Firefox", "owner"]);
  await refused(stage.staff.confirmSignIn({ challenge, proof: totp(sipho.secret) }), "challenge-ended");
});

test("a code is accepted once, also by two who type it at the same moment", async () => {
  stage.later(60);
  const challenges = await Promise.all([challenged(), challenged(), challenged()]);
  const proof = totp(sipho.secret);
  const answers = await Promise.allSettled(
    challenges.map((challenge) => stage.staff.confirmSignIn({ challenge, proof })),
  );
  assert.equal(answers.filter(({ status }) => status === "fulfilled").length, 1);
  stage.later(60);
});

test("a clock that is half a minute off is tolerated, one that is more is not, and an earlier code than the last is refused", async () => {
  const { staff, later, now } = stage;
  later(300);
  const challenge = await challenged();
  const off = (seconds: number) => totp(sipho.secret, new Date(now().getTime() + seconds * 1000));
  for (const seconds of [-60, 60])
    await refused(staff.confirmSignIn({ challenge, proof: off(seconds) }), "second-factor-wrong");
  await staff.confirmSignIn({ challenge, proof: off(30) });
  const next = await challenged();
  await refused(staff.confirmSignIn({ challenge: next, proof: off(0) }), "second-factor-wrong");
  await refused(staff.confirmSignIn({ challenge: next, proof: off(30) }), "second-factor-wrong");
});

test("a recovery code signs in once, however it is typed", async () => {
  stage.later(60);
  const [one, two] = sipho.recoveryCodes;
  const typed = one!.toUpperCase().replace("-", " ").replaceAll("0", "O").replaceAll("1", "l");
  const signedIn = await stage.staff.confirmSignIn({ challenge: await challenged(), proof: recovery(typed) });
  assert.equal(signedIn.recoveryCodesLeft, 9);
  const challenge = await challenged();
  await refused(stage.staff.confirmSignIn({ challenge, proof: recovery(one!) }), "second-factor-wrong");
  const again = await stage.staff.confirmSignIn({ challenge, proof: recovery(two!) });
  assert.equal(again.recoveryCodesLeft, 8);
});

test("a challenge is good for five minutes", async () => {
  const challenge = await challenged();
  stage.later(300);
  await refused(stage.staff.confirmSignIn({ challenge, proof: totp(sipho.secret) }), "challenge-ended");
  await refused(stage.staff.confirmSignIn({ challenge: "made up", proof: totp(sipho.secret) }), "challenge-ended");
});

test("second factors are guessed five times, over all challenges together, and then the right one waits as well", async () => {
  stage.later(60);
  const challenges: string[] = [];
  while (challenges.length < 12) challenges.push(await challenged());
  const proof = { case: "totpCode" as const, value: wrong(codeShown(sipho.secret, stage.now())) };
  const guesses = await Promise.allSettled(
    challenges.map((challenge) => stage.staff.confirmSignIn({ challenge, proof })),
  );
  const kinds = guesses.map((guess) => guess.status === "rejected" && (guess.reason as ConnectError).rawMessage);
  assert.equal(kinds.filter((kind) => kind === "second-factor-wrong").length, 5);
  assert.equal(kinds.filter((kind) => kind === "too-many-attempts").length, 7);
  const right = () => stage.staff.confirmSignIn({ challenge: challenges[0]!, proof: totp(sipho.secret) });
  await refused(right(), "too-many-attempts", Code.ResourceExhausted);
  stage.later(30);
  await right();
});

test("the password of nobody is answered like a wrong one: the same words, as many attempts, and a password is hashed", async () => {
  const took: number[] = [];
  for (const who of [email, "nobody@example.org"]) {
    const begun = performance.now();
    await refused(stage.staff.signIn({ email: who, password: "not this one", device: "" }), "not-signed-in");
    took.push(performance.now() - begun);
    for (let i = 0; i < 4; i++)
      await refused(stage.staff.signIn({ email: who, password: "nor this", device: "" }), "not-signed-in");
    await refused(
      stage.staff.signIn({ email: who, password: "nor this", device: "" }),
      "too-many-attempts",
      Code.ResourceExhausted,
    );
  }
  assert.ok(took.every((ms) => ms > 5));
  stage.later(3_600);
});

test("a refresh token of staff rotates as a customer's does, and ends after twelve idle hours", async () => {
  const { staff, people, later } = stage;
  const first = await stage.signIn(sipho);
  await refused(people.refresh({ refreshToken: first.refreshToken }), "refresh-token-unknown");
  const next = await staff.refresh({ refreshToken: first.refreshToken });
  later(301);
  await refused(staff.refresh({ refreshToken: first.refreshToken }), "session-ended", Code.Unauthenticated);
  await refused(staff.refresh({ refreshToken: next.refreshToken }), "session-ended");
  const idle = await stage.signIn(sipho);
  later(12 * 3_600);
  await refused(staff.refresh({ refreshToken: idle.refreshToken }), "session-ended");
});

test("one sees one's devices, and signs out one of them or all", async () => {
  const { staff } = stage;
  const [desk, phone] = [await stage.signIn(sipho), await stage.signIn(sipho)];
  const seen = async () => (await staff.listDevices({}, as(phone.accessToken))).devices;
  const devices = await seen();
  assert.deepEqual(
    devices.map((device) => device.thisOne),
    [true, false],
  );
  await refused(staff.signOutDevice({ sessionId: "fam_other" }, as(phone.accessToken)), "session-unknown");
  await staff.signOutDevice({ sessionId: devices[1]!.sessionId }, as(phone.accessToken));
  await refused(staff.refresh({ refreshToken: desk.refreshToken }), "session-ended");
  assert.equal((await seen()).length, 1);
  await staff.signOutEverywhere({}, as(phone.accessToken));
  await refused(staff.refresh({ refreshToken: phone.refreshToken }), "session-ended");
  assert.equal((await seen()).length, 0);
});

test("the second factor once more makes the session fresh again, and refreshing it does not", async () => {
  const { staff, later } = stage;
  const old = await stage.signIn(sipho);
  later(601);
  await refused(staff.renewRecoveryCodes({}, as(old.accessToken)), "step-up-needed", Code.PermissionDenied);
  await refused(staff.beginTotp({}, as(old.accessToken)), "step-up-needed");
  const refreshed = await staff.refresh({ refreshToken: old.refreshToken });
  await refused(staff.renewRecoveryCodes({}, as(refreshed.accessToken)), "step-up-needed");
  const refusedOnce = { proof: { case: "totpCode" as const, value: wrong(codeShown(sipho.secret, stage.now())) } };
  await refused(staff.confirmSecondFactor(refusedOnce, as(refreshed.accessToken)), "second-factor-wrong");
  const fresh = await staff.confirmSecondFactor({ proof: totp(sipho.secret) }, as(refreshed.accessToken));
  const { recoveryCodes } = await staff.renewRecoveryCodes({}, as(fresh.accessToken));
  assert.equal(recoveryCodes.length, 10);
  const challenge = await challenged();
  await refused(staff.confirmSignIn({ challenge, proof: recovery(sipho.recoveryCodes[5]!) }), "second-factor-wrong");
  await staff.confirmSignIn({ challenge, proof: recovery(recoveryCodes[0]!) });
  const refreshedAgain = await staff.refresh({ refreshToken: refreshed.refreshToken });
  await staff.renewRecoveryCodes({}, as(refreshedAgain.accessToken));
});

test("a new authenticator serves once it has shown a code; until then the old one does", async () => {
  const { staff, later, now } = stage;
  const { accessToken } = await stage.signIn(sipho);
  const { secret } = await staff.beginTotp({}, as(accessToken));
  await stage.signIn(sipho);
  const { signedIn, recoveryCodes } = await staff.confirmTotp({ totpCode: codeShown(secret, now()) }, as(accessToken));
  assert.equal(signedIn, undefined);
  assert.equal(recoveryCodes.length, 10);
  later(30);
  const challenge = await challenged();
  await refused(staff.confirmSignIn({ challenge, proof: totp(sipho.secret) }), "second-factor-wrong");
  await staff.confirmSignIn({ challenge, proof: totp(secret) });
  sipho = { ...sipho, secret, recoveryCodes };
});

test("the installation may reset a second factor that was lost: sessions end, and the next sign-in enrols anew", async () => {
  const { staff } = stage;
  const signedIn = await stage.signIn(sipho);
  const staffId = signedIn.staff!.staffId;
  await refused(staff.resetSecondFactor({ staffId, reason: " " }), "reason-missing", Code.InvalidArgument);
  await refused(staff.resetSecondFactor({ staffId: "stf_unknown", reason: "lost" }), "staff-unknown", Code.NotFound);
  const onOneself = staff.resetSecondFactor({ staffId, reason: "lost" }, as(signedIn.accessToken));
  await refused(onOneself, "not-on-oneself");
  const challenge = await challenged();
  await staff.resetSecondFactor({ staffId, reason: "the phone fell into the sea" });
  await refused(staff.confirmSignIn({ challenge, proof: totp(sipho.secret) }), "challenge-ended");
  await refused(staff.refresh({ refreshToken: signedIn.refreshToken }), "session-ended");
  const act = (await stage.acts(staffId)).at(-1);
  assert.deepEqual(
    [act?.action, act?.reason, act?.actorStaffId, act?.actorService],
    ["staff.second-factor-reset", "the phone fell into the sea", "", "beacom"],
  );
  const anew = await stage.enrol(email, password);
  assert.notEqual(anew.secret, sipho.secret);
  sipho = anew;
});

test("no secret of staff is in the database in the clear", async () => {
  const tables = await stage.sql<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'identity'`;
  for (const { name } of tables) {
    const text = JSON.stringify(await stage.sql`select to_jsonb(t) as row from ${stage.sql(name)} t`);
    for (const secret of [password, sipho.secret, ...sipho.recoveryCodes, sipho.signedIn.refreshToken])
      assert.ok(!text.includes(secret), `${name} holds a secret`);
  }
});
