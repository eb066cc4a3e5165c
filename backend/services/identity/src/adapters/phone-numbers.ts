import { type CountryCode, parsePhoneNumberFromString } from "libphonenumber-js/max";
import type { ReadPhone } from "#application/ports";

/** Only numbers that their country has given out, and that can be sent a message; written as E.164. */
export function phoneReader(country: CountryCode = "ZA"): ReadPhone {
  return (text) => {
    if (text.length > 40) return undefined;
    const number = parsePhoneNumberFromString(text, { defaultCountry: country, extract: false });
    if (!number?.isValid() || number.ext) return undefined;
    return number.getType() === "FIXED_LINE" ? undefined : number.number;
  };
}
