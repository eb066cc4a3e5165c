import assert from "node:assert/strict";
import { valueOf } from "@beacom/result";
import fc from "fast-check";
import { describe, test } from "vitest";
import { checkStoredPassword } from "#check";
import { cryptOf } from "#crypt/check-crypt";
import { type CryptHash, readCrypt } from "#crypt/crypt-hash";
import { piFraction } from "#crypt/pi";
import { opensslPasswd, systemCrypt } from "#testing/others";

const octets = (text: string) => new Uint8Array(Buffer.from(text));
const opens = async (password: Uint8Array, text: string) =>
  checkStoredPassword({ scheme: "crypt", crypt: valueOf(readCrypt(text)) }, password);

const long = "a very much longer text to encrypt.  This one even stretches over morethan one line.";
/** Of the documents that the schemes come from: Drepper's specification, crypt_blowfish's and John the Ripper's tests. */
const published: readonly (readonly [password: string, text: string])[] = [
  ["U*U***U", "CCX.K.MFy4Ois"],
  ["U*U*U*U", "SDkIzBYQ3fN/E"],
  ["", "XXUp2ozpdysrQ"],
  ["password", "$1$3azHgidD$SrJPt7B.9rekpmwJwtON31"],
  ["Hello world!", "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5"],
  ["Hello world!", "$5$rounds=10000$saltstringsaltst$3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA"],
  ["This is just a test", "$5$rounds=5000$toolongsaltstrin$Un/5jzAHMgOGZ5.mWJpuVolil07guHPvOW8mGRcvxa5"],
  [long, "$5$rounds=1400$anotherlongsalts$Rx.j8H.h8HjEDGomFU8bDkXm3XIUnzyxf12oP84Bnq1"],
  [
    "we have a short salt string but not a short password",
    "$5$rounds=77777$short$JiO1O3ZpDAxGJeaDIuqCoEFysAe1mZNJRs3pw0KQRd/",
  ],
  ["a short string", "$5$rounds=123456$asaltof16chars..$gP3VQ/6X7UUEW3HkBn2w1/Ptq2jxPyzV/cZKmF/wJvD"],
  [
    "Hello world!",
    "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1",
  ],
  [
    long,
    "$6$rounds=1400$anotherlongsalts$POfYwTEok97VWcjxIiSOjiykti.o/pQs.wPvMxQ6Fm7I6IoYN3CmLs66x9t0oSwbtEW7o7UmJEiDwGqd8p4ur1",
  ],
  [
    "a short string",
    "$6$rounds=123456$asaltof16chars..$BtCwjqMJGx5hrJhZywWvt0RLE8uZ4oPwcelCjmw2kSYu.Ec6ycULevoBK25fs2xXgMNrCzIMVcgEJAstJeonj1",
  ],
  ["U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"],
  ["U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.N0wO4z3EELuk/ycIifDScNe.mijJ.Sa"],
];

describe("crypt(3)", () => {
  test.for(published)(
    "opens with the password of a published vector, and with no other: %j",
    async ([password, text]) => {
      assert.equal(await opens(octets(password), text), true);
      assert.equal(await opens(octets(`${password}x`.slice(-8)), text), false);
    },
  );

  test("the tables that bcrypt begins with are the digits of pi", () => {
    const words = piFraction(18 + 1024);
    assert.deepEqual([...words.subarray(0, 3)], [0x243f6a88, 0x85a308d3, 0x13198a2e]);
    assert.deepEqual([...words.subarray(-3)], [0xce77e25b, 0x578fdfe3, 0x3ac372e6]);
  });

  test("only the first eight characters count under DES, and only the first 72 octets under bcrypt", async () => {
    assert.equal(await opens(octets("U*U*U*U* and more"), await desText("U*U*U*U*", "SD")), true);
    const bcrypt = "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui";
    const letters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    assert.equal(await opens(octets(letters), bcrypt), true);
    assert.equal(await opens(octets(`${letters}chars after 72 are ignored`), bcrypt), true);
    assert.equal(await opens(octets(letters.slice(0, -1)), bcrypt), false);
  });

  test("a password with a zero in it opens nothing: crypt(3) would stop reading there", async () => {
    assert.equal(await opens(octets("password\0"), "$1$3azHgidD$SrJPt7B.9rekpmwJwtON31"), false);
  });

  test("what asks for too many rounds is refused before anything is computed", () => {
    const sha = readCrypt(`$6$rounds=999999999$salt$${"a".repeat(86)}`);
    assert.ok(!sha.ok && sha.error.kind === "too-many-rounds" && sha.error.rounds === 999_999_999);
    const bcrypt = readCrypt(`$2b$31$${"a".repeat(53)}`);
    assert.ok(!bcrypt.ok && bcrypt.error.kind === "too-many-rounds" && bcrypt.error.most === 14);
  });

  test.for([
    ["$y$j9T$abcd$Pf", "unknown-scheme"],
    ["$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "unknown-scheme"],
    ["_J9..CCCCXBrJUJV154M", "unknown-scheme"],
    ["", "malformed"],
    ["*", "malformed"],
    ["abgOeLfPimXQ", "malformed"],
    ["ab gOeLfPimXQ", "malformed"],
    ["$1$salt$short", "malformed"],
    ["$1$longersalt$IXp9zPHZ94CMcVBXaZFPN/", "malformed"],
    ["$5$rounds=10$roundstoolow$yfvwcaByCgZeDVGREvSNbCjHjZjt2jXqQpFWbOKbBKS", "malformed"],
    ["$6$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5", "malformed"],
    ["$2a$03$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "malformed"],
    ["$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe", "malformed"],
  ] as const)("is told apart from what is none: %j", ([text, kind]) => {
    const read = readCrypt(text);
    assert.ok(!read.ok && read.error.kind === kind, JSON.stringify(read));
  });

  test("a text is a hash with all its parts, or refused: nothing in between", () => {
    const pieces = fc.constantFrom(
      "$",
      "1",
      "5",
      "6",
      "2a",
      "rounds=",
      "9999",
      "05",
      ".",
      "a",
      "a".repeat(22),
      "é",
      "\n",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const read = readCrypt(parts.join(""));
        if (read.ok) assert.equal(read.value.text, parts.join(""));
        else assert.ok(["malformed", "unknown-scheme", "too-many-rounds"].includes(read.error.kind));
      }),
    );
  });
});

// A C program reads its passwords to the first zero, and openssl its standard input to the first line's end.
const line = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }).filter((text) => !/[\0\r\n]/.test(text));
const salt = fc.stringMatching(/^[./0-9A-Za-z]{8}$/);

describe.skipIf(opensslPasswd === undefined)("openssl passwd", () => {
  test.for(["1", "5", "6"] as const)("writes -%s as we do", async (id) => {
    await fc.assert(
      fc.asyncProperty(line, salt, async (password, salt) => {
        const text = opensslPasswd!([`-${id}`, "-salt", salt], password);
        assert.equal(await opens(octets(password), text), true);
        assert.equal(await cryptOf(octets(password), valueOf(readCrypt(text))), text.slice(text.lastIndexOf("$") + 1));
      }),
      { numRuns: 15 },
    );
  });
});

describe.skipIf(systemCrypt === undefined)("the system's crypt(3)", () => {
  test.for([
    ["DES", fc.stringMatching(/^[./0-9A-Za-z]{2}$/)],
    ["$1$", salt.map((salt) => `$1$${salt}`)],
    ["$5$", fc.tuple(salt, fc.integer({ min: 1_000, max: 3_000 })).map(([salt, n]) => `$5$rounds=${n}$${salt}`)],
    ["$6$", fc.tuple(salt, fc.integer({ min: 1_000, max: 3_000 })).map(([salt, n]) => `$6$rounds=${n}$${salt}`)],
    ["$2b$", fc.stringMatching(/^[./A-Za-z0-9]{21}[.Oeu]$/).map((salt) => `$2b$04$${salt}`)],
  ] as const)("writes %s as we do, octet by octet", async ([, settings]) => {
    const pairs = fc.sample(fc.tuple(line, settings), { numRuns: 30, seed: 1 });
    const texts = systemCrypt!(pairs);
    for (const [i, [password]] of pairs.entries()) {
      const crypt = valueOf(readCrypt(texts[i]!));
      assert.equal(await cryptOf(octets(password), crypt), crypt.hash, JSON.stringify(pairs[i]));
    }
  });
});

async function desText(password: string, salt: string): Promise<string> {
  const crypt: CryptHash = { method: "des", salt, rounds: undefined, hash: "", text: "" };
  return salt + (await cryptOf(octets(password), crypt));
}
