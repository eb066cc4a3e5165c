import assert from "node:assert/strict";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { Code, type ConnectError } from "@connectrpc/connect";
import fc from "fast-check";
import { afterAll, beforeAll, test } from "vitest";
import { type Misbehaviour, type PasskeyAuthenticator, passkeyAuthenticator } from "#testing/passkey-authenticator";
import { as, identityStage, refused, type Stage, stageOrigin } from "#testing/stage";

let stage: Stage;
let thandi: Person;
type Person = { customerId: string; accessToken: string; authenticator: PasskeyAuthenticator };

beforeAll(async () => {
  stage = await identityStage();
  thandi = await customer("0821000001");
});
afterAll(() => stage?.close());

async function customer(phone: string): Promise<Person> {
  const form = { name: "Thandi Nkosi", phone, email: `c${phone}@example.org`, password: "the river bends twice" };
  const { customerId } = await stage.people.createVerifiedCustomer({ ...form, language: "zu", idempotencyKey: phone });
  const authenticator = passkeyAuthenticator({ origin: stageOrigin });
  return { customerId, accessToken: await signedInByPassword(phone), authenticator };
}

async function signedInByPassword(phone: string): Promise<string> {
  const signedIn = await stage.people.signIn({ identifier: phone, password: "the river bends twice", device: "" });
  return signedIn.accessToken;
}

async function register({ accessToken, authenticator }: Person, wrong: Misbehaviour = {}, name = "my phone") {
  const creation = await stage.passkeys.beginRegistration({}, as(accessToken));
  const attestation = authenticator.create({ ...creation, exclude: [] }, wrong);
  const { passkey } = await stage.passkeys.finishRegistration({ attestation, name, device: "" }, as(accessToken));
  return passkey!;
}

async function signIn(authenticator: PasskeyAuthenticator, wrong: Misbehaviour = {}) {
  const request = await stage.passkeys.beginSignIn({});
  return stage.passkeys.signIn({ assertion: authenticator.get(request, wrong), device: "a phone" });
}

test("a customer adds a passkey and signs in with it, without typing a name", async () => {
  const creation = await stage.passkeys.beginRegistration({}, as(thandi.accessToken));
  assert.deepEqual(
    [creation.rpId, creation.rpName, creation.userName, creation.userDisplayName, creation.challenge.length],
    ["my.karoo.example", "Beacom", "+27821000001", "Thandi Nkosi", 32],
  );
  const attestation = thandi.authenticator.create(creation);
  const added = { attestation, name: "", device: "Firefox on Android" };
  const { passkey, recoveryCodes } = await stage.passkeys.finishRegistration(added, as(thandi.accessToken));
  assert.match(passkey!.passkeyId, /^pky_/);
  assert.deepEqual([passkey!.name, passkey!.backedUp, recoveryCodes], ["Firefox on Android", true, []]);
  const signedIn = await signIn(thandi.authenticator);
  assert.equal(signedIn.customer?.customerId, thandi.customerId);
  const caller = await stage.app.tokens.verify(signedIn.accessToken);
  assert.ok(caller.ok && caller.value.kind === "customer");
  assert.deepEqual(caller.value.authenticatedAt, stage.now());
  const next = await stage.people.refresh({ refreshToken: signedIn.refreshToken });
  assert.equal(next.customer?.customerId, thandi.customerId);
  const [seen] = (await stage.passkeys.listPasskeys({}, as(thandi.accessToken))).passkeys;
  assert.ok(seen?.lastUsedAt);
});

test("an authenticator that has a passkey of the person is asked for no second one", async () => {
  const creation = await stage.passkeys.beginRegistration({}, as(thandi.accessToken));
  assert.throws(() => thandi.authenticator.create(creation), /InvalidStateError/);
});

const wrongs: Record<string, Misbehaviour> = {
  "of a page that looks like ours": { origin: "https://my.karoo.example.evil.example" },
  "of a page without TLS": { origin: "http://my.karoo.example" },
  "made for another site": { rpId: "evil.example" },
  "that answers something else": { type: "webauthn.payment" },
  "with a user who is not verified": { userVerified: false },
  "with nobody present": { userPresent: false },
};

for (const [what, wrong] of Object.entries(wrongs))
  test(`an answer ${what} is refused, for adding and for signing in`, async () => {
    const other = passkeyAuthenticator({ origin: stageOrigin });
    await refused(register({ ...thandi, authenticator: other }, wrong), "passkey-refused", Code.InvalidArgument);
    await refused(signIn(thandi.authenticator, wrong), "passkey-refused", Code.InvalidArgument);
  });

test("another key, another passkey's id and another person's handle are refused like a passkey of nobody", async () => {
  const stranger = passkeyAuthenticator({ origin: stageOrigin });
  stranger.create({ challenge: randomBytes(32), rpId: "my.karoo.example", userHandle: Buffer.from(thandi.customerId) });
  await refused(signIn(stranger), "passkey-refused", Code.InvalidArgument);
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const sipho = await customer("0821000002");
  await register(sipho);
  const [own] = sipho.authenticator.residents;
  for (const wrong of [
    { signedBy: privateKey },
    { credentialId: own!.credentialId },
    { userHandle: Buffer.from(sipho.customerId) },
    { userHandle: Buffer.alloc(0) },
  ])
    await refused(signIn(thandi.authenticator, wrong), "passkey-refused", Code.InvalidArgument);
});

test("a challenge is answered once, within five minutes, and only for what it was made for", async () => {
  const { passkeys } = stage;
  const request = await passkeys.beginSignIn({});
  const assertion = thandi.authenticator.get(request);
  await passkeys.signIn({ assertion, device: "" });
  await refused(passkeys.signIn({ assertion, device: "" }), "challenge-ended", Code.FailedPrecondition);
  const again = thandi.authenticator.get(await passkeys.beginSignIn({}), { challenge: request.challenge });
  await refused(passkeys.signIn({ assertion: again, device: "" }), "challenge-ended");
  const stepUp = thandi.authenticator.get(await passkeys.beginStepUp({}, as(thandi.accessToken)));
  await refused(passkeys.signIn({ assertion: stepUp, device: "" }), "challenge-ended");
  const creation = await passkeys.beginRegistration({}, as(thandi.accessToken));
  await refused(passkeys.signIn({ assertion: thandi.authenticator.get(creation), device: "" }), "challenge-ended");
  const late = thandi.authenticator.get(await passkeys.beginSignIn({}));
  stage.later(300);
  await refused(passkeys.signIn({ assertion: late, device: "" }), "challenge-ended");
});

test("a challenge that was answered wrongly is used up as well", async () => {
  const request = await stage.passkeys.beginSignIn({});
  const wrong = thandi.authenticator.get(request, { userVerified: false });
  await refused(stage.passkeys.signIn({ assertion: wrong, device: "" }), "passkey-refused");
  const right = thandi.authenticator.get(request);
  await refused(stage.passkeys.signIn({ assertion: right, device: "" }), "challenge-ended");
});

test("a registration begun by one person is not finished by another", async () => {
  const sipho = await customer("0821000003");
  const creation = await stage.passkeys.beginRegistration({}, as(sipho.accessToken));
  const attestation = sipho.authenticator.create(creation);
  const accessToken = await signedInByPassword("0821000001");
  const finished = stage.passkeys.finishRegistration({ attestation, name: "x", device: "" }, as(accessToken));
  await refused(finished, "challenge-ended");
});

test("a credential that somebody has is nobody else's", async () => {
  const sipho = await customer("0821000004");
  const [taken] = thandi.authenticator.residents;
  await refused(register(sipho, { credentialId: taken!.credentialId }), "passkey-refused");
  await signIn(thandi.authenticator);
});

test("an authenticator that counts backwards is refused and told of, and one that never counts is not", async () => {
  const silent = await customer("0821000005");
  await register(silent);
  await signIn(silent.authenticator, { counter: 0 });
  await signIn(silent.authenticator, { counter: 0 });
  await signIn(silent.authenticator, { counter: 7 });
  for (const counter of [7, 6, 0]) await refused(signIn(silent.authenticator, { counter }), "passkey-refused");
  const told = await stage.app.metrics.text();
  assert.match(told, /beacom_identity_passkey_counts_backwards_total(\{[^}]*\})? 3/);
  await signIn(silent.authenticator, { counter: 8 });
});

test("two who answer with one count at the same moment: one of them is let in", async () => {
  const [one, two] = [await stage.passkeys.beginSignIn({}), await stage.passkeys.beginSignIn({})];
  const counter = thandi.authenticator.residents[0]!.counter + 1;
  const answers = [one, two].map((request) => thandi.authenticator.get(request, { counter }));
  const settled = await Promise.allSettled(
    answers.map((assertion) => stage.passkeys.signIn({ assertion, device: "" })),
  );
  assert.equal(settled.filter(({ status }) => status === "fulfilled").length, 1);
});

test("passkeys are renamed and removed by those who own them, and a customer may remove the last one", async () => {
  const { passkeys } = stage;
  const zodwa = await customer("0821000006");
  const own = as(zodwa.accessToken);
  const { passkeyId } = await register(zodwa);
  const others = as(await signedInByPassword("0821000001"));
  await refused(passkeys.renamePasskey({ passkeyId, name: "mine" }, others), "passkey-unknown", Code.NotFound);
  await refused(passkeys.removePasskey({ passkeyId }, others), "passkey-unknown", Code.NotFound);
  await refused(passkeys.renamePasskey({ passkeyId, name: " " }, own), "name-not-valid", Code.InvalidArgument);
  assert.equal((await passkeys.renamePasskey({ passkeyId, name: "the blue phone" }, own)).name, "the blue phone");
  await passkeys.removePasskey({ passkeyId }, own);
  assert.deepEqual((await passkeys.listPasskeys({}, own)).passkeys, []);
  await refused(signIn(zodwa.authenticator), "passkey-refused");
});

test("a session from longer ago adds and removes no passkey", async () => {
  const lindiwe = await customer("0821000007");
  const { passkeyId } = await register(lindiwe);
  stage.later(601);
  await refused(register(lindiwe), "step-up-needed", Code.PermissionDenied);
  await refused(stage.passkeys.removePasskey({ passkeyId }, as(lindiwe.accessToken)), "step-up-needed");
});

test("nobody has more than twenty passkeys", async () => {
  const many = await customer("0821000008");
  for (let i = 0; i < 20; i++) await register(many, {}, `passkey ${i}`);
  await refused(register(many), "too-many-passkeys", Code.FailedPrecondition);
});

const octets = fc.uint8Array({ maxLength: 300 });
/** Refused, whatever it was: neither let in nor a fault of ours. */
const turnedDown = (call: Promise<unknown>) =>
  call.then(
    () => assert.fail("it was accepted"),
    ({ code, message }: ConnectError) =>
      assert.ok(code === Code.InvalidArgument || code === Code.FailedPrecondition, message),
  );

test("no octets whatever sign in, or bring it down", async () => {
  const { challenge } = await stage.passkeys.beginSignIn({});
  const json = { challenge: Buffer.from(challenge).toString("base64url"), type: "webauthn.get", origin: stageOrigin };
  const clientDataJson = fc.oneof(
    octets,
    fc.constant(Buffer.from(JSON.stringify(json))),
    fc.json().map((text) => Buffer.from(text)),
  );
  const [own] = thandi.authenticator.residents;
  const credentialId = fc.oneof(octets, fc.constant(own!.credentialId));
  await fc.assert(
    fc.asyncProperty(
      fc.record({ credentialId, clientDataJson, authenticatorData: octets, signature: octets, userHandle: octets }),
      (assertion) => turnedDown(stage.passkeys.signIn({ assertion, device: "" })),
    ),
    { numRuns: 60 },
  );
});

test("an attestation that was changed anywhere is a passkey as good as it says, or none, and never a fault", async () => {
  const own = as(await signedInByPassword("0821000001"));
  const changed = fc.record({
    at: fc.nat({ max: 10_000 }),
    by: fc.integer({ min: 1, max: 255 }),
    cut: fc.nat({ max: 300 }),
  });
  await fc.assert(
    fc.asyncProperty(changed, fc.boolean(), async ({ at, by, cut }, cuts) => {
      const creation = await stage.passkeys.beginRegistration({}, own);
      const made = passkeyAuthenticator({ origin: stageOrigin }).create(creation);
      const object = Buffer.from(made.attestationObject);
      object[at % object.length]! ^= by;
      const attestationObject = cuts ? object.subarray(0, Math.max(0, object.length - 1 - cut)) : object;
      const finish = { attestation: { ...made, attestationObject }, name: "changed", device: "" };
      await stage.passkeys.finishRegistration(finish, own).then(
        ({ passkey }) => stage.passkeys.removePasskey({ passkeyId: passkey!.passkeyId }, own),
        ({ code, message }: ConnectError) => assert.equal(code, Code.InvalidArgument, message),
      );
    }),
    { numRuns: 60 },
  );
});
