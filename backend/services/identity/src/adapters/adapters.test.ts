import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { message, publish } from "@beacom/outbox";
import { CodeIssuedSchema } from "@beacom/proto/identity/v1/identity";
import { testDatabase } from "@beacom/testing";
import { decodeJwt, decodeProtectedHeader, type JWK } from "jose";
import { afterAll, beforeAll, test } from "vitest";
import { oneTimeSecrets } from "#adapters/one-time-secrets";
import { phoneReader } from "#adapters/phone-numbers";
import { sealingWith } from "#adapters/sealing";
import { signingKeysIn } from "#adapters/signing-keys";
import { sweep } from "#adapters/sweep";
import { everywhere } from "#domain/staff";
import { identity } from "#module";

let database: Awaited<ReturnType<typeof testDatabase>>;
beforeAll(async () => {
  database = await testDatabase(identity.database!);
});
afterAll(() => database?.close());
const noon = new Date("2026-11-22T10:00:00Z");
const minute = 60_000;

test("a South African phone is read in any usual notation, and a line that takes no messages is refused", () => {
  const read = phoneReader();
  for (const text of [
    "082 123 4567",
    "0821234567",
    "+27 82 123 4567",
    "0027821234567",
    "(082) 123-4567",
    "27821234567",
  ])
    assert.equal(read(text), "+27821234567", text);
  assert.equal(read("+254 712 345678"), "+254712345678");
  for (const text of ["", "12", "082 12", "abc", "021 480 7700", "0821234567 ext 5", "082123456789", "call 0821234567"])
    assert.equal(read(text), undefined, text);
});

test("what is sealed opens with the same key in the same place only, and keys can be rotated", () => {
  const [old, fresh] = [randomBytes(32), randomBytes(32)];
  const sealed = sealingWith([old]).seal("secret", "here");
  assert.equal(sealingWith([fresh, old]).open(sealed, "here"), "secret");
  assert.throws(() => sealingWith([old]).open(sealed, "there"));
  assert.throws(() => sealingWith([fresh]).open(sealed, "here"), /not known/);
  for (let at = 0; at < sealed.length; at++) {
    const changed = Buffer.from(sealed);
    changed[at]! ^= 1;
    assert.throws(() => sealingWith([old]).open(changed, "here"));
  }
});

test("a token's successor is always the same, and another with another key", () => {
  const key = randomBytes(32);
  const [one, again, other] = [key, key, randomBytes(32)].map((each) => oneTimeSecrets(sealingWith([each])));
  const token = one!.newToken();
  assert.equal(one!.successorOf(token), again!.successorOf(token));
  assert.notEqual(one!.successorOf(token), other!.successorOf(token));
  assert.match(one!.newCode(), /^\d{6}$/);
});

test("processes that start together share one signing key; after a rotation both keys are shown until the old one's tokens are over", async () => {
  const sealing = sealingWith([randomBytes(32)]);
  const at = new Date();
  const start = () => signingKeysIn({ sql: database.sql, sealing, at });
  const rings = await Promise.all([start(), start(), start()]);
  const [ring] = rings;
  const shown = async () => (JSON.parse(await ring.jwksJson()) as { keys: JWK[] }).keys;
  assert.equal((await shown()).length, 1);
  assert.equal((await shown())[0]?.d, undefined);
  const staff = { staffId: "stf_1", permissions: ["vouchers.sell"], role: "support" };
  const session = { familyId: "fam_1", secondFactorAt: at };
  const claims = decodeJwt(
    await ring.forStaff({ ...staff, ...everywhere, ...session }, at, new Date(at.getTime() + minute)),
  );
  const { sub, kind, permissions, role } = claims;
  assert.deepEqual({ staffId: sub, permissions, role, kind }, { ...staff, kind: "staff" });
  const kidOf = async (each = ring) =>
    decodeProtectedHeader(
      await each.forCustomer(
        { customerId: "cus_1", familyId: "fam_1", secondFactorAt: at },
        at,
        new Date(at.getTime() + minute),
      ),
    ).kid;
  assert.equal(new Set(await Promise.all(rings.map(kidOf))).size, 1);
  const before = await kidOf();
  const { kid } = await ring.rotate(at);
  assert.equal(await kidOf(), kid);
  assert.deepEqual(new Set((await shown()).map((key) => key.kid)), new Set([before, kid]));
  await rings[1].rotateIfOld(at);
  assert.equal(await kidOf(rings[1]), kid);
  await ring.rotateIfOld(new Date(at.getTime() + 91 * 86_400_000));
  assert.notEqual(await kidOf(), kid);
});

test("codes in the clear are forgotten after a day, registrations that were never confirmed after a week", async () => {
  const issued = (key: string, hoursAgo: number) =>
    message(
      CodeIssuedSchema,
      key,
      { verificationId: key, code: "123456" },
      new Date(noon.getTime() - hoursAgo * 60 * minute),
    );
  await database.sql.begin((tx) => publish(tx, [issued("old", 25), issued("new", 23)]));
  const add = (id: string, daysAgo: number, verified: boolean) => database.sql`
    insert into customers (customer_id, name, phone, email, password_hash, language, registered_at, verified_at)
    values (${id}, 'a', ${id}, '', '', 'en', ${new Date(noon.getTime() - daysAgo * 1440 * minute)}, ${verified ? noon : null})`;
  await Promise.all([add("a", 8, false), add("b", 6, false), add("c", 8, true)]);
  await sweep(database.sql, noon);
  const keys = await database.sql<{ key: string }[]>`select key from outbox order by position`;
  assert.deepEqual(
    keys.map((row) => row.key),
    ["new"],
  );
  const left = await database.sql<{ id: string }[]>`select customer_id as id from customers order by 1`;
  assert.deepEqual(
    left.map((row) => row.id),
    ["b", "c"],
  );
});
