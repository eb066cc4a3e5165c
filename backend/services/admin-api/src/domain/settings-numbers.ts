/**
 * A South African VAT registration number: ten digits of which the first is 4, and the last a check digit by modulus 10: from the left, every
 * other digit counts twice (its own digits added), and all ten together are a multiple of ten. Says nothing about whether SARS gave it out.
 */
export function isVatNumber(text: string): boolean {
  if (!/^4\d{9}$/.test(text)) return false;
  let sum = 0;
  for (const [index, digit] of Array.from(text, Number).entries()) {
    const counted = index % 2 === 0 ? digit * 2 : digit;
    sum += counted > 9 ? counted - 9 : counted;
  }
  return sum % 10 === 0;
}

/** As the CIPC writes it: the year, six digits, and two for the kind of company (07 is a private one). */
export const isCompanyRegistration = (text: string): boolean =>
  /^(19|20)\d{2}\/\d{6}\/(0[6-9]|1[0-9]|2[0-9])$/.test(text);

/** South African banks write accounts with five to sixteen digits, and branches with six. */
export const isBankAccountNumber = (text: string): boolean => /^\d{5,16}$/.test(text);
export const isBranchCode = (text: string): boolean => /^\d{6}$/.test(text);

/** ISO 9362: bank, country, place and, if it is not the head office, branch. */
export const isSwiftCode = (text: string): boolean => /^[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/.test(text);

/** Spaces and dashes are how people read numbers, not part of them. */
export const withoutSpacing = (text: string): string => text.replaceAll(/[\s-]/g, "");
