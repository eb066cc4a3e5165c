import { ok, type Result, refuse } from "@beacom/result";
import { type LocalDate, isLocalDate } from "@beacom/time";

export type IdentityNumberRefusal = {
  kind: "identity-number-not-valid" | "identity-number-and-birth-date-differ" | "date-of-birth-not-valid";
};

/**
 * A South African identity number: YYMMDD of birth, four digits of sequence, one of citizenship (0 citizen, 1 resident, 2 refugee), one that once
 * meant race, and a check digit by Luhn. It does not say the century, so the date of birth is asked for and compared.
 */
export function checkIdentityNumber(number: string, dateOfBirth: string): Result<LocalDate, IdentityNumberRefusal> {
  if (!isLocalDate(dateOfBirth)) return refuse({ kind: "date-of-birth-not-valid" });
  if (!/^\d{10}[012]\d{2}$/.test(number) || luhnSum(number) % 10 !== 0)
    return refuse({ kind: "identity-number-not-valid" });
  if (number.slice(0, 6) !== dateOfBirth.slice(2).replaceAll("-", ""))
    return refuse({ kind: "identity-number-and-birth-date-differ" });
  return ok(dateOfBirth);
}

/** The digit that makes twelve digits an identity number. */
export const checkDigitOf = (twelveDigits: string): number => (10 - (luhnSum(`${twelveDigits}0`) % 10)) % 10;

/** From the right, every second digit counts double, and the digits of the double are added. */
function luhnSum(digits: string): number {
  return digits
    .split("")
    .toReversed()
    .reduce((sum, digit, place) => {
      const value = Number(digit) * (place % 2 === 0 ? 1 : 2);
      return sum + (value > 9 ? value - 9 : value);
    }, 0);
}
