import assert from "node:assert/strict";
import { read } from "@beacom/outbox";
import { CustomerVerifiedSchema } from "@beacom/proto/identity/v1/identity";
import { Code, ConnectError } from "@connectrpc/connect";
import { afterAll, beforeAll, test } from "vitest";
import { identityStage, refused, type Stage, wrong } from "#testing/stage";

let stage: Stage;
beforeAll(async () => {
  stage = await identityStage();
});
afterAll(() => stage?.close());
const people = () => stage.people;
const events = () => stage.events();
const codeOf = (verificationId: string) => stage.codeSent(verificationId);
const later = (seconds: number) => stage.later(seconds);

let lastPhone = 820_000_000;
type Form = Record<"name" | "phone" | "email" | "password" | "idempotencyKey" | "language", string>;
const person = (more: Partial<Form> = {}): Form => {
  lastPhone += 1;
  return {
    name: "Thandi Nkosi",
    phone: `0${lastPhone}`,
    email: `thandi${lastPhone}@example.org`,
    password: "the river bends twice",
    idempotencyKey: `key-${lastPhone}`,
    language: "zu",
    ...more,
  };
};

async function verified(given = person()) {
  const { verificationId } = await people().register(given);
  return people().confirmCode({ verificationId, code: await codeOf(verificationId), device: "test" });
}
test("a person registers, confirms the code and is signed in", async () => {
  const given = person();
  const signedIn = await verified(given);
  assert.equal(signedIn.customer?.phone, `+27${lastPhone}`);
  assert.equal(signedIn.customer.phoneVerified, true);
  const caller = await stage.app.tokens.verify(signedIn.accessToken);
  assert.ok(caller.ok && caller.value.kind === "customer");
  assert.equal(caller.value.customerId, signedIn.customer.customerId);
  const told = (await events()).filter((event) => event.key === signedIn.customer!.customerId);
  assert.deepEqual(
    told.map((event) => event.type),
    ["beacom.identity.v1.CustomerRegistered", "beacom.identity.v1.CustomerVerified"],
  );
  assert.equal(read(CustomerVerifiedSchema, told[1]!)?.language, "zu");
  assert.match((await events())[0]!.traceparent, /^00-[0-9a-f]{32}-/);
});

test("what cannot be right is refused by name", async () => {
  await refused(people().register(person({ name: " " })), "name-not-valid", Code.InvalidArgument);
  await refused(people().register(person({ phone: "12" })), "phone-not-valid");
  await refused(people().register(person({ email: "thandi" })), "email-not-valid");
  await refused(people().register(person({ password: "short" })), "password-too-short");
  await refused(people().register(person({ password: "password123" })), "password-too-common");
  await refused(people().register(person({ idempotencyKey: "" })), "idempotency-key-missing");
});

test("the same command twice at once sends one code", async () => {
  const given = person();
  const [one, two] = await Promise.all([people().register(given), people().register(given)]);
  assert.equal(one.verificationId, two.verificationId);
  const codes = (await events()).filter((event) => event.key === one.verificationId);
  assert.equal(codes.length, 1);
  await refused(people().register({ ...given, name: "Somebody else" }), "idempotency-key-reused");
});

test("a known phone gets the same answer, and its code signs in to the account that is there", async () => {
  const given = person();
  const first = await verified(given);
  const again = await people().register(
    person({ phone: given.phone, email: given.email, password: "another one here" }),
  );
  assert.match(again.verificationId, /^ver_/);
  const signedIn = await people().confirmCode({
    verificationId: again.verificationId,
    code: await codeOf(again.verificationId),
    device: "",
  });
  assert.equal(signedIn.customer?.customerId, first.customer?.customerId);
  await refused(
    people().signIn({ identifier: given.phone, password: "another one here", device: "" }),
    "not-signed-in",
  );
});

test("an unknown phone gets the same answer to a wish for a code, and no code", async () => {
  const { phone } = person();
  const sent = await people().requestSignInCode({ phone });
  assert.match(sent.verificationId, /^ver_/);
  assert.ok(!(await events()).some((event) => event.key === sent.verificationId));
  await refused(
    people().confirmCode({ verificationId: sent.verificationId, code: "123456", device: "" }),
    "code-wrong",
    Code.InvalidArgument,
  );
});

test("two customers may give one e-mail address; it signs in the first", async () => {
  const given = person();
  const first = await verified(given);
  const second = await verified(person({ email: given.email.toUpperCase() }));
  assert.notEqual(first.customer?.customerId, second.customer?.customerId);
  const signedIn = await people().signIn({ identifier: given.email, password: given.password, device: "" });
  assert.equal(signedIn.customer?.customerId, first.customer?.customerId);
});

test("of two registrations of one phone the second confirmed signs in to the first", async () => {
  const given = person();
  const one = await people().register(given);
  const two = await people().register({ ...given, idempotencyKey: "another" });
  const confirm = async ({ verificationId }: { verificationId: string }) =>
    people().confirmCode({ verificationId, code: await codeOf(verificationId), device: "" });
  const [a, b] = await Promise.all([confirm(one), confirm(two)]);
  assert.equal(a.customer?.customerId, b.customer?.customerId);
});

test("guessing a code stops after five, however many guess at once, and then the right code is refused too", async () => {
  const { verificationId } = await people().register(person());
  const code = await codeOf(verificationId);
  const guesses = await Promise.allSettled(
    Array.from({ length: 20 }, () => people().confirmCode({ verificationId, code: wrong(code), device: "" })),
  );
  const kinds = guesses.map((guess) =>
    guess.status === "rejected" ? (guess.reason as ConnectError).rawMessage : "in",
  );
  assert.equal(kinds.filter((kind) => kind === "code-wrong").length, 5);
  assert.equal(kinds.filter((kind) => kind === "too-many-attempts").length, 15);
  await refused(
    people().confirmCode({ verificationId, code, device: "" }),
    "too-many-attempts",
    Code.ResourceExhausted,
  );
});

test("a code is good for ten minutes and once", async () => {
  const one = await people().register(person());
  const confirmation = { verificationId: one.verificationId, code: await codeOf(one.verificationId), device: "" };
  await people().confirmCode(confirmation);
  await refused(people().confirmCode(confirmation), "code-expired");
  const { verificationId } = await people().register(person());
  later(600);
  const late = { verificationId, code: await codeOf(verificationId), device: "" };
  await refused(people().confirmCode(late), "code-expired", Code.FailedPrecondition);
});

test("a phone is sent five codes an hour, whether or not anybody has it", async () => {
  for (const phone of [person().phone, (await verified()).customer!.phone]) {
    const results = await Promise.allSettled(Array.from({ length: 6 }, () => people().requestSignInCode({ phone })));
    assert.ok(results.some((result) => result.status === "rejected"));
    await refused(people().requestSignInCode({ phone }), "too-many-codes", Code.ResourceExhausted);
    later(3601);
    await people().requestSignInCode({ phone });
  }
});

test("passwords are guessed five times, then ever more slowly, for known and unknown alike", async () => {
  const given = person();
  await verified(given);
  for (const identifier of [given.phone, "nobody@example.org"]) {
    const guess = () => people().signIn({ identifier, password: "not this one", device: "" });
    const kinds = (await Promise.allSettled(Array.from({ length: 8 }, guess))).map(
      (result) => result.status === "rejected" && (result.reason as ConnectError).rawMessage,
    );
    assert.equal(kinds.filter((kind) => kind === "not-signed-in").length, 5);
    assert.equal(kinds.filter((kind) => kind === "too-many-attempts").length, 3);
    later(11);
    await refused(guess(), "not-signed-in", Code.Unauthenticated);
    later(11);
    await refused(guess(), "too-many-attempts");
  }
  later(60);
  const signedIn = await people().signIn({ identifier: given.phone, password: given.password, device: "" });
  assert.equal(signedIn.customer?.name, given.name);
});

test("a refresh token is good once; a second use later ends the session for both who hold it", async () => {
  const { refreshToken } = await verified();
  const next = await people().refresh({ refreshToken });
  assert.notEqual(next.refreshToken, refreshToken);
  later(301);
  await refused(people().refresh({ refreshToken }), "session-ended", Code.Unauthenticated);
  await refused(people().refresh({ refreshToken: next.refreshToken }), "session-ended");
  await refused(people().refresh({ refreshToken: "made-up" }), "refresh-token-unknown");
});

test("two tabs that refresh at once get the same next token, and stay signed in", async () => {
  const { refreshToken } = await verified();
  const answers = await Promise.all(Array.from({ length: 5 }, () => people().refresh({ refreshToken })));
  const [next] = new Set(answers.map((answer) => answer.refreshToken));
  assert.equal(new Set(answers.map((answer) => answer.refreshToken)).size, 1);
  await people().refresh({ refreshToken: next! });
  // The successor has been used, so this is not a lost answer any more.
  await refused(people().refresh({ refreshToken }), "session-ended");
});

test("a session that is idle for thirty days, or signed out, is over", async () => {
  const one = await verified();
  await people().signOut({ refreshToken: one.refreshToken });
  await refused(people().refresh({ refreshToken: one.refreshToken }), "session-ended");
  const two = await verified();
  later(30 * 86_400);
  await refused(people().refresh({ refreshToken: two.refreshToken }), "session-ended");
});

test("a customer sees only their own data", async () => {
  const [one, two] = [await verified(), await verified()];
  const headers = { authorization: `Bearer ${one.accessToken}` };
  const own = await people().getCustomer({ customerId: one.customer!.customerId }, { headers });
  assert.equal(own.email, one.customer?.email);
  await refused(
    people().getCustomer({ customerId: two.customer!.customerId }, { headers }),
    "not-yours",
    Code.PermissionDenied,
  );
  await refused(people().createFirstStaff({}, { headers }), "caller-not-allowed", Code.PermissionDenied);
});

test("a verified customer is found by phone in any notation, and by those only who act for the operator", async () => {
  const { customer, accessToken } = await verified();
  const phone = `0${lastPhone}`;
  const found = await people().findCustomerByPhone({ phone });
  assert.equal(found.customerId, customer?.customerId);
  const registered = person();
  await people().register(registered);
  await refused(people().findCustomerByPhone({ phone: registered.phone }), "customer-unknown", Code.NotFound);
  await refused(people().findCustomerByPhone({ phone: "12" }), "phone-not-valid", Code.InvalidArgument);
  const headers = { authorization: `Bearer ${accessToken}` };
  await refused(people().findCustomerByPhone({ phone }, { headers }), "caller-not-allowed", Code.PermissionDenied);
});

test("staff find customers by words of the name, digits of the phone and the beginning of the address", async () => {
  const given = person({ name: "Nomvula van der Merwe", email: "nomvula.vdm@example.org" });
  const { customer } = await verified(given);
  const found = async (by: SearchBy) => (await people().searchCustomers({ by })).customers.map(({ name }) => name);
  type SearchBy = { case: "name" | "phone" | "email"; value: string };
  for (const value of ["nomv merwe", "VAN der", "Nomvula van der Merwe"])
    assert.deepEqual(await found({ case: "name", value }), ["Nomvula van der Merwe"]);
  for (const value of [given.phone, customer!.phone, customer!.phone.slice(-8)])
    assert.ok((await found({ case: "phone", value })).includes("Nomvula van der Merwe"), value);
  assert.deepEqual(await found({ case: "email", value: "Nomvula.V" }), ["Nomvula van der Merwe"]);
  for (const by of [
    { case: "name", value: "%" },
    { case: "name", value: "omvula" },
    { case: "phone", value: "82" },
  ])
    assert.deepEqual(await found(by as SearchBy), []);
  const signedIn = await verified(person());
  const headers = { authorization: `Bearer ${signedIn.accessToken}` };
  const anybody = { by: { case: "name" as const, value: "nomvula" } };
  await refused(people().searchCustomers(anybody, { headers }), "caller-not-allowed", Code.PermissionDenied);
});

test("an operator's command makes a customer once", async () => {
  const given = person();
  const [one, two] = await Promise.all([
    people().createVerifiedCustomer(given),
    people().createVerifiedCustomer(given),
  ]);
  assert.equal(one.customerId, two.customerId);
  assert.equal(one.phoneVerified, true);
  await refused(
    people().createVerifiedCustomer({ ...given, idempotencyKey: "other" }),
    "phone-taken",
    Code.AlreadyExists,
  );
  const told = (await events()).filter((event) => event.key === one.customerId);
  assert.equal(told.length, 2);
});

test("there is one first member of staff", async () => {
  const staff = { name: "Sipho", email: "sipho@example.org", password: "the mountain is flat" };
  const made = await Promise.allSettled([people().createFirstStaff(staff), people().createFirstStaff(staff)]);
  assert.deepEqual(made.map((result) => result.status).toSorted(), ["fulfilled", "rejected"]);
  await refused(people().createFirstStaff(staff), "staff-exists-already", Code.FailedPrecondition);
  const rights = await stage.sql`select role, sites, resellers from staff`;
  assert.deepEqual([...rights], [{ role: "owner", sites: null, resellers: null }]);
});

test("no secret is in the database in the clear, but the code in the event that sends it", async () => {
  const given = person();
  const signedIn = await verified(given);
  const tables = await stage.sql<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'identity' and table_name <> 'outbox'`;
  for (const { name } of tables) {
    const text = JSON.stringify(await stage.sql`select to_jsonb(t) as row from ${stage.sql(name)} t`);
    for (const secret of [given.password, signedIn.refreshToken, signedIn.accessToken])
      assert.ok(!text.includes(secret), `${name} holds a secret`);
  }
});
