import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { refuse, valueOf } from "@beacom/result";
import fc from "fast-check";
import { test } from "vitest";
import { base32, base32Check, digits, digitsCheck } from "#domain/vouchers/code-check";
import { type CodeFormat, checkFormat, groupedCode, readCode, writeCode } from "#domain/vouchers/voucher-code";

const format = fc.oneof(
  fc.constant<CodeFormat>({ alphabet: "base32" }),
  fc.integer({ min: 12, max: 16 }).map<CodeFormat>((length) => ({ alphabet: "digits", length })),
);
const code = format.map((made) => writeCode(made, randomBytes));
const mistyped = refuse({ kind: "code-mistyped" });

test("a code is read again however a person writes it", () => {
  fc.assert(
    fc.property(code, fc.constantFrom(" ", "-", "–", ""), fc.boolean(), (made, separator, small) => {
      const written = groupedCode(made).replaceAll(" ", separator);
      assert.equal(valueOf(readCode(small ? ` ${written.toLowerCase()}\n` : written)), made);
    }),
  );
  const zeros = `${"0".repeat(14)}A`;
  const looksAlike = (zeros + base32Check(zeros)).replaceAll("0", "o");
  assert.equal(valueOf(readCode(looksAlike)), zeros + base32Check(zeros));
});

test("any one wrong character, and any two neighbours that changed places, are told from a code", () => {
  fc.assert(
    fc.property(code, fc.nat(15), fc.nat(31), (made, at, other) => {
      const alphabet = /^\d*$/.test(made) ? digits : base32;
      const index = at % made.length;
      const wrong = alphabet[other % alphabet.length]!;
      if (wrong !== made[index])
        assert.deepEqual(readCode(made.slice(0, index) + wrong + made.slice(index + 1)), mistyped);
      const [one = "", next = ""] = [made[index], made[index + 1]];
      if (next !== "" && one !== next)
        assert.deepEqual(readCode(made.slice(0, index) + next + one + made.slice(index + 2)), mistyped);
    }),
    { numRuns: 2_000 },
  );
});

test("in base 32 any two characters that changed places are found, near or far", () => {
  fc.assert(
    fc.property(fc.nat(15), fc.nat(15), (a, b) => {
      const made = writeCode({ alphabet: "base32" }, randomBytes);
      if (made[a] === made[b]) return;
      const characters = made.split("");
      [characters[a], characters[b]] = [characters[b]!, characters[a]!];
      assert.deepEqual(readCode(characters.join("")), mistyped);
    }),
  );
});

test("the digits' check is Damm's: the table is a quasigroup that no swap leaves alone", () => {
  assert.equal(digitsCheck("572"), "4");
  const all = digits.split("");
  const after = (text: string) => Number(digitsCheck(text));
  for (const a of all) for (const b of all) if (a !== b) assert.notEqual(after(a + b), after(b + a));
  for (const prefix of all) assert.equal(new Set(all.map((digit) => after(prefix + digit))).size, 10);
});

test("whatever is typed is a code or is not, and takes no time to tell", () => {
  const typed = fc.oneof(
    fc.string({ unit: "binary", maxLength: 200 }),
    fc.string({ unit: fc.constantFrom(..."0123456789OILUoilu -\u2010\u0000\u{1F600}".match(/./gsu)!), maxLength: 40 }),
    fc.string({ unit: fc.constantFrom(...base32.split("")), minLength: 15, maxLength: 17 }),
  );
  fc.assert(
    fc.property(typed, (text) => {
      const read = readCode(text);
      if (!read.ok) return assert.deepEqual(read, mistyped);
      assert.match(read.value, /^(\d{12,16}|[0-9A-HJKMNP-TV-Z]{16})$/);
      assert.deepEqual(readCode(read.value), read);
    }),
    { numRuns: 5_000 },
  );
  assert.deepEqual(readCode("0".repeat(1_000_000)), mistyped);
  assert.deepEqual(readCode(""), mistyped);
  assert.deepEqual(readCode("٠١٢٣٤٥٦٧٨٩٠١"), mistyped);
});

test("every character of a code is as likely as any other", () => {
  const counts = new Map<string, number>();
  for (let i = 0; i < 4_000; i++)
    for (const digit of writeCode({ alphabet: "digits", length: 12 }, randomBytes))
      counts.set(digit, (counts.get(digit) ?? 0) + 1);
  assert.equal(counts.size, 10);
  // 4,800 of each are expected, with a standard deviation of 66.
  for (const count of counts.values()) assert.ok(Math.abs(count - 4_800) < 500, `${count}`);
});

test("the same randomness makes the same code, and octets that would make one digit likelier are passed over", () => {
  const octets = [255, 250, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
  const take = (count: number) => Uint8Array.from(octets.splice(0, count));
  assert.equal(writeCode({ alphabet: "digits", length: 12 }, take), `12345678901${digitsCheck("12345678901")}`);
});

test("a keypad's code has 12 to 16 digits", () => {
  for (const length of [11, 17, 12.5]) assert.ok(!checkFormat({ alphabet: "digits", length }).ok);
  for (const length of [12, 16]) assert.ok(checkFormat({ alphabet: "digits", length }).ok);
});
