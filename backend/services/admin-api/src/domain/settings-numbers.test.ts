import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, test } from "vitest";
import {
  isBankAccountNumber,
  isBranchCode,
  isCompanyRegistration,
  isSwiftCode,
  isVatNumber,
  withoutSpacing,
} from "#domain/settings-numbers";

/** Nine digits that begin with 4, and the check digit that makes them a number. */
const vatNumbers = fc.integer({ min: 400_000_000, max: 499_999_999 }).map((first) => {
  for (let check = 0; check < 10; check++) if (isVatNumber(`${first}${check}`)) return `${first}${check}`;
  throw new Error(`${first} has no check digit`);
});

describe("a VAT number", () => {
  test("has a check digit over its other digits", () => {
    assert.ok(isVatNumber("4680101146"));
    assert.ok(isVatNumber("4220119988"));
    assert.ok(!isVatNumber("4680101147"));
  });
  test("begins with 4", () => assert.ok(!isVatNumber("0680101140")));
  test.each(["", "468010114", "46801011460", "468010114a", " 4680101146", "٤680101146"])("is not %j", (text) =>
    assert.ok(!isVatNumber(text)),
  );
  test("has exactly one check digit for its other nine", () =>
    fc.assert(
      fc.property(fc.integer({ min: 400_000_000, max: 499_999_999 }), (first) => {
        const fitting = Array.from({ length: 10 }, (_, check) => `${first}${check}`).filter(isVatNumber);
        assert.equal(fitting.length, 1);
      }),
    ));
  test("in which one digit is mistyped is none", () =>
    fc.assert(
      fc.property(vatNumbers, fc.nat(9), fc.integer({ min: 1, max: 9 }), (number, at, by) => {
        const digit = (Number(number[at]) + by) % 10;
        assert.ok(!isVatNumber(`${number.slice(0, at)}${digit}${number.slice(at + 1)}`));
      }),
    ));
});

test("a company's registration is its year, its number and its kind", () => {
  assert.ok(isCompanyRegistration("2019/123456/07"));
  for (const text of ["2019/123456", "1819/123456/07", "2019/12345/07", "2019/123456/99", "2019-123456-07"])
    assert.ok(!isCompanyRegistration(text));
});

test("accounts and branches are digits, and SWIFT codes have eight or eleven places", () => {
  assert.ok(isBankAccountNumber("62001234567") && isBranchCode("250655"));
  assert.ok(!isBankAccountNumber("1234") && !isBankAccountNumber("6200-1234567") && !isBranchCode("25065"));
  assert.ok(isSwiftCode("FIRNZAJJ") && isSwiftCode("FIRNZAJJXXX"));
  assert.ok(!isSwiftCode("FIRNZAJ") && !isSwiftCode("firnzajj"));
});

test("how a number is spaced does not matter", () => assert.equal(withoutSpacing("46 8010-1146\t"), "4680101146"));
