import { ok, type Result, refuse } from "@beacom/result";
import { base32, base32Check, digits, digitsCheck } from "#domain/vouchers/code-check";

/** 16 characters of base 32 for phones, or 12 to 16 digits for keypads; the last of them is the check character. */
export type CodeFormat = { readonly alphabet: "base32" } | { readonly alphabet: "digits"; readonly length: number };

/** A code as it is hashed: capitals and digits only, with a check character that is right. */
export type VoucherCode = string & { readonly __kind: "voucher code" };

export const base32Length = 16;
export const digitsLengths = { least: 12, most: 16 } as const;
export type FormatRefusal = { readonly kind: "code-length-not-offered" };

export function checkFormat(format: CodeFormat): Result<CodeFormat, FormatRefusal> {
  if (format.alphabet === "base32") return ok(format);
  const { least, most } = digitsLengths;
  const isOffered = Number.isInteger(format.length) && format.length >= least && format.length <= most;
  return isOffered ? ok(format) : refuse({ kind: "code-length-not-offered" });
}

/** A code made from randomness, which is taken as it is needed: some octets are passed over so that every character is as likely. */
export function writeCode(format: CodeFormat, random: (octets: number) => Uint8Array): VoucherCode {
  if (format.alphabet === "digits") {
    const body = characters(digits, format.length - 1, random);
    return (body + digitsCheck(body)) as VoucherCode;
  }
  for (;;) {
    const body = characters(base32, base32Length - 1, random);
    const code = body + base32Check(body);
    // One of digits only would be read as one from a keypad.
    if (!isDigits(code)) return code as VoucherCode;
  }
}

/** A code as a person typed it: any case, spaces and hyphens, and the look-alikes that Crockford leaves out. */
export function readCode(typed: string): Result<VoucherCode, { readonly kind: "code-mistyped" }> {
  if (typed.length > longestTyped) return refuse({ kind: "code-mistyped" });
  const code = typed
    .replace(/[\s\p{Pd}]/gu, "")
    .replace(/[a-z]/g, upper)
    .replace(/[OIL]/g, (c) => (c === "O" ? "0" : "1"));
  if (!hasRightShape(code)) return refuse({ kind: "code-mistyped" });
  const body = code.slice(0, -1);
  const check = isDigits(code) ? digitsCheck(body) : base32Check(body);
  return check === code.at(-1) ? ok(code as VoucherCode) : refuse({ kind: "code-mistyped" });
}

/** In groups of four, as it is printed. */
export const groupedCode = (code: VoucherCode): string => code.replace(/(.{4})(?=.)/g, "$1 ");

/** Room for a separator after each character. */
const longestTyped = 4 * base32Length;

const isDigits = (code: string): boolean => /^[0-9]*$/.test(code);
const upper = (character: string): string => character.toUpperCase();

function hasRightShape(code: string): boolean {
  if (isDigits(code)) return code.length >= digitsLengths.least && code.length <= digitsLengths.most;
  return code.length === base32Length && /^[0-9A-HJKMNP-TV-Z]*$/.test(code);
}

function characters(alphabet: string, count: number, random: (octets: number) => Uint8Array): string {
  const fair = 256 - (256 % alphabet.length);
  let text = "";
  while (text.length < count)
    for (const octet of random(count - text.length)) if (octet < fair) text += alphabet[octet % alphabet.length];
  return text;
}
