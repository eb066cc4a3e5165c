import assert from "node:assert/strict";
import { hash, pbkdf2Sync } from "node:crypto";
import { valueOf } from "@beacom/result";
import fc from "fast-check";
import { describe, test } from "vitest";
import { readStoredPassword } from "#attribute";
import { checkStoredPassword } from "#check";
import { parseStoredPassword, serialiseStoredPassword } from "#header";
import { ntHashOf, readableOf } from "#readable";
import type { StoredPassword } from "#stored-password";

const octets = (text: string) => new Uint8Array(Buffer.from(text));
const opens = (attribute: string, value: string, password = "umbrella") =>
  checkStoredPassword(valueOf(readStoredPassword(attribute, value)), octets(password));

const salt = Buffer.from("salt and pepper");
const plain = (algorithm: string) => hash(algorithm, "umbrella", "buffer");
const salted = (algorithm: string) =>
  Buffer.concat([hash(algorithm, Buffer.concat([Buffer.from("umbrella"), salt]), "buffer"), salt]);
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
/** MD4 of "umbrella" in UTF-16LE. */
const nt = hex(ntHashOf({ scheme: "cleartext", password: "umbrella" })!);

const attributes: readonly (readonly [attribute: string, value: string])[] = [
  ["Cleartext-Password", "umbrella"],
  ["cleartext-password", "umbrella"],
  ["User-Password", "umbrella"],
  ["NT-Password", nt],
  ["NT-Password", nt.toUpperCase()],
  ["NT-Password", `0x${nt}`],
  ["NT-Password", base64(Buffer.from(nt, "hex"))],
  ["MD5-Password", hex(plain("md5"))],
  ["MD5-Password", base64(plain("md5"))],
  ["SMD5-Password", base64(salted("md5"))],
  ["SMD5-Password", hex(salted("md5"))],
  ["SHA-Password", hex(plain("sha1"))],
  ["SHA1-Password", base64(plain("sha1"))],
  ["SSHA-Password", base64(salted("sha1"))],
  ...["sha224", "sha256", "sha384", "sha512"].flatMap((algorithm) => [
    ["SHA2-Password", hex(plain(algorithm))] as const,
    ["SHA2-Password", base64(plain(algorithm)).replaceAll("=", "")] as const,
    [`SSHA2-${algorithm.slice(3)}-Password`, base64(salted(algorithm))] as const,
    ["Password-With-Header", `{${algorithm}}${base64(plain(algorithm))}`] as const,
    ["Password-With-Header", `{SSHA${algorithm.slice(3)}}${base64(salted(algorithm))}`] as const,
  ]),
  ["Crypt-Password", "$1$pepper$HOXJeSGLpb6OQIUHZMDoa1"],
  ["Password-With-Header", "{crypt}$1$pepper$HOXJeSGLpb6OQIUHZMDoa1"],
  ["Password-With-Header", "{clear}umbrella"],
  ["Password-With-Header", "umbrella"],
  ["Password-With-Header", base64(Buffer.from(`{ssha}${base64(salted("sha1"))}`))],
  ["Password-With-Header", `{MD5}${base64(plain("md5"))}`],
  ["Password-With-Header", `{SMD5}${base64(salted("md5"))}`],
  ["Password-With-Header", `{nt}${nt}`],
];

describe("a stored password", () => {
  test.for(attributes)("opens for whoever knows it: %j", async ([attribute, value]) => {
    assert.equal(await opens(attribute, value), true);
    for (const wrong of ["Umbrella", "umbrell", "umbrella ", "umbrella\0", "", value === "umbrella" ? "x" : value]) {
      assert.equal(await opens(attribute, value, wrong), false, wrong);
    }
  });

  test("PBKDF2 is read in each of the ways in which FreeRADIUS finds it, with each of its algorithms", async () => {
    for (const [perl, dashed, algorithm, length] of [
      ["HMACSHA1", "sha1", "sha1", 20],
      ["HMACSHA2+224", undefined, "sha224", 28],
      ["HMACSHA2+256", "sha256", "sha256", 32],
      ["HMACSHA2+384", undefined, "sha384", 48],
      ["HMACSHA2+512", "sha512", "sha512", 64],
    ] as const) {
      const derived = pbkdf2Sync("umbrella", salt, 1_000, length, algorithm);
      const values = [
        `${perl}:AAAD6A:${base64(salt)}:${base64(derived)}`,
        `{X-PBKDF2}${perl}:AAAD6A==:${base64(salt)}:${base64(derived)}`,
        `$PBKDF2$${perl}:1000:${base64(salt)}$${base64(derived)}`,
      ];
      const passlib = (bytes: Uint8Array) => base64(bytes).replaceAll("=", "").replaceAll("+", ".");
      if (dashed !== undefined) {
        values.push(
          `{PBKDF2-${dashed.toUpperCase()}}1000$${base64(salt)}$${base64(derived)}`,
          `$pbkdf2-${dashed}$1000$${passlib(salt)}$${passlib(derived)}`,
        );
      }
      for (const value of values) {
        assert.equal(await opens("PBKDF2-Password", value), true, value);
        assert.equal(await opens("PBKDF2-Password", value, "Umbrella"), false, value);
        if (value.startsWith("{")) assert.equal(await opens("Password-With-Header", value), true, value);
      }
    }
  });

  // Of FreeRADIUS' own tests; the password of all of them is not told there.
  test("rounds in four octets are read most significant first", () => {
    const stored = valueOf(
      readStoredPassword(
        "PBKDF2-Password",
        "HMACSHA2+256:AAAnEA:a/8HbYW2HWsMthN27JI+Ew==:3nPlXYOlOuDCFOfethUomHxTXkG9JCivOdvh6FDNdGw=",
      ),
    );
    assert.ok(stored.scheme === "pbkdf2" && stored.rounds === 10_000 && stored.salt.length === 16);
  });

  test.for([
    ["NT-Password", "umbrella", "malformed"],
    ["NT-Password", `${nt}00`, "malformed"],
    ["MD5-Password", hex(plain("sha1")), "malformed"],
    ["SMD5-Password", base64(plain("md5")), "malformed"],
    ["SHA-Password", "", "malformed"],
    ["SSHA-Password", base64(plain("sha1")), "malformed"],
    ["SHA2-Password", hex(plain("sha1")), "malformed"],
    ["SSHA2-512-Password", base64(salted("sha256")), "malformed"],
    ["PBKDF2-Password", "HMACSHA2+256:AAAnEA:c2FsdA==", "malformed"],
    ["PBKDF2-Password", `HMACSHA2+256:AAAAAA:c2FsdA==:${base64(plain("sha256"))}`, "malformed"],
    ["PBKDF2-Password", `HMACSHA2+256:AAAnEA::${base64(plain("sha256"))}`, "malformed"],
    ["PBKDF2-Password", `HMACSHA2+256:AAAnEA:c2FsdA==:${base64(plain("sha1"))}`, "malformed"],
    ["PBKDF2-Password", `HMACSHA2+999:AAAnEA:c2FsdA==:${base64(plain("sha256"))}`, "unknown-scheme"],
    ["PBKDF2-Password", `HMACSHA2+256://///w:c2FsdA==:${base64(plain("sha256"))}`, "too-many-rounds"],
    ["PBKDF2-Password", `$PBKDF2$HMACSHA2+256:999999999:c2FsdA==$${base64(plain("sha256"))}`, "too-many-rounds"],
    ["Password-With-Header", "{argon2}$argon2id$v=19$m=65536", "unknown-scheme"],
    ["Password-With-Header", "{unclosed", "malformed"],
    ["CHAP-Password", "umbrella", "unknown-scheme"],
    ["constructor", "umbrella", "unknown-scheme"],
    ["SMD5-Password", "a".repeat(9_000), "malformed"],
  ] as const)("is refused by its kind, and without a word of it: %j", ([attribute, value, kind]) => {
    const read = readStoredPassword(attribute, value);
    assert.ok(!read.ok && read.error.kind === kind, JSON.stringify(read));
    if (value.length > 8) assert.ok(!JSON.stringify(read.error).includes(value.slice(-8)));
  });

  test("an LM hash is recognised and accepts nobody", async () => {
    // The LM hash of "PASSWORD".
    const stored = valueOf(readStoredPassword("LM-Password", "E52CAC67419A9A224A3B108F3FA6CB6D"));
    assert.equal(stored.scheme, "lm");
    for (const password of ["password", "PASSWORD", ""]) {
      assert.equal(await checkStoredPassword(stored, octets(password)), false);
    }
  });

  test("octets that are no UTF-8 have no NT hash, and so match none", async () => {
    const empty: StoredPassword = { scheme: "nt", hash: ntHashOf({ scheme: "cleartext", password: "\ufffd" })! };
    assert.equal(await checkStoredPassword(empty, Uint8Array.of(0xff)), false);
    assert.equal(await checkStoredPassword(empty, octets("\ufffd")), true);
  });

  test("a password longer than any that a login carries is not even hashed", async () => {
    const password = "x".repeat(513);
    assert.equal(await checkStoredPassword({ scheme: "cleartext", password }, octets(password)), false);
  });
});

describe("one text", () => {
  const anyOctets = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
  const someSalt = fc.uint8Array({ minLength: 1, maxLength: 24 });
  const lengths = { md5: 16, sha1: 20, sha224: 28, sha256: 32, sha384: 48, sha512: 64 } as const;
  const algorithm = fc.constantFrom(...(Object.keys(lengths) as (keyof typeof lengths)[]));
  const stored: fc.Arbitrary<StoredPassword> = fc.oneof(
    fc.string({ unit: "grapheme" }).map((password) => ({ scheme: "cleartext", password }) as const),
    anyOctets(16).map((hash) => ({ scheme: "nt", hash }) as const),
    anyOctets(16).map((hash) => ({ scheme: "lm", hash }) as const),
    algorithm.chain((algorithm) =>
      fc
        .tuple(anyOctets(lengths[algorithm]), fc.oneof(fc.constant(new Uint8Array()), someSalt))
        .map(([digest, salt]) => ({ scheme: "digest", algorithm, digest, salt }) as const),
    ),
    algorithm
      .filter((algorithm) => algorithm !== "md5")
      .chain((algorithm) =>
        fc
          .tuple(anyOctets(lengths[algorithm]), someSalt, fc.integer({ min: 1, max: 1_000_000 }))
          .map(([hash, salt, rounds]) => ({ scheme: "pbkdf2", algorithm, rounds, salt, hash }) as const),
      ),
    fc
      .constantFrom("abgOeLfPimXQo", "$1$3azHgidD$SrJPt7B.9rekpmwJwtON31")
      .map((text) => valueOf(readStoredPassword("Crypt-Password", text))),
  );
  test("holds every stored password and gives it back", () => {
    fc.assert(
      fc.property(stored, (stored) => {
        assert.deepEqual(valueOf(parseStoredPassword(serialiseStoredPassword(stored))), stored);
      }),
    );
  });

  test("keeps a password in clear apart from everything that it may look like", () => {
    for (const password of ["{ssha}abc", "{cleartext}", "$1$pepper$HOXJeSGLpb6OQIUHZMDoa1", "", "}", "a\nb"]) {
      const back = valueOf(parseStoredPassword(serialiseStoredPassword({ scheme: "cleartext", password })));
      assert.deepEqual(back, { scheme: "cleartext", password });
    }
  });

  test("is refused without a header, and never throws", () => {
    assert.deepEqual(parseStoredPassword("umbrella"), {
      ok: false,
      error: { kind: "malformed", scheme: "header" },
    });
    const header = fc.constantFrom("", "{crypt}", "{ssha}", "{x-pbkdf2}", "{nt}", "{sha512}", "{}", "{__proto__}");
    fc.assert(
      fc.property(header, fc.string({ unit: "binary" }), (header, rest) => {
        const read = parseStoredPassword(header + rest);
        if (!read.ok) assert.ok(["malformed", "unknown-scheme", "too-many-rounds"].includes(read.error.kind));
      }),
      { numRuns: 500 },
    );
  });
});

describe("what CHAP and MS-CHAPv2 need", () => {
  test("is there for a password in clear; for an NT hash MS-CHAPv2 alone; for the rest neither", () => {
    const clear: StoredPassword = { scheme: "cleartext", password: "clientPass" };
    assert.equal(readableOf(clear), "clientPass");
    // RFC 2759 section 9.2.
    assert.equal(hex(ntHashOf(clear)!).toUpperCase(), "44EBBA8D5312B8D611474411F56989AE");
    const kept = valueOf(readStoredPassword("NT-Password", "44EBBA8D5312B8D611474411F56989AE"));
    assert.equal(readableOf(kept), undefined);
    assert.equal(hex(ntHashOf(kept)!), "44ebba8d5312b8d611474411f56989ae");
    const crypt = valueOf(readStoredPassword("Crypt-Password", "abgOeLfPimXQo"));
    assert.equal(readableOf(crypt), undefined);
    assert.equal(ntHashOf(crypt), undefined);
  });
});
