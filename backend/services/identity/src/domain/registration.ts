import { ok, type Result, refuse } from "@beacom/result";
import { isCommonPassword } from "#domain/common-passwords";

export type RegistrationRefusal = {
  kind: "name-not-valid" | "phone-not-valid" | "email-not-valid" | "password-too-short" | "password-too-common";
};

/** What a person gives, with the phone read already: E.164, or undefined when it is no phone number. */
export type RegistrationForm = {
  name: string;
  phone: string | undefined;
  email: string;
  password: string;
  language: string;
};
export type Registration = { name: string; phone: string; email: string; password: string; language: string };

const languages = ["en", "zu", "xh", "af", "st"];
const longestName = 120;
const shortestPassword = 8;
/** A hash takes the longer the longer the password; nobody types more than this. */
const longestPassword = 200;

export function decideRegistration(form: RegistrationForm): Result<Registration, RegistrationRefusal> {
  const name = form.name.normalize("NFC").trim().replaceAll(/\s+/g, " ");
  if (name === "" || name.length > longestName || /\p{Cc}/u.test(name)) return refuse({ kind: "name-not-valid" });
  if (form.phone === undefined) return refuse({ kind: "phone-not-valid" });
  const email = readEmail(form.email);
  if (email === undefined) return refuse({ kind: "email-not-valid" });
  const password = checkPassword(form.password);
  if (!password.ok) return password;
  const language = languages.find((known) => form.language.toLowerCase().split("-")[0] === known) ?? "en";
  return ok({ name, phone: form.phone, email, password: password.value, language });
}

/** Length and being guessable are what counts (NIST SP 800-63B section 5.1.1.2); rules about kinds of characters only make worse passwords. */
export function checkPassword(
  password: string,
): Result<string, { kind: "password-too-short" | "password-too-common" }> {
  const normal = password.normalize("NFKC");
  if (Array.from(normal).length < shortestPassword) return refuse({ kind: "password-too-short" });
  if (normal.length > longestPassword || isCommonPassword(normal)) return refuse({ kind: "password-too-common" });
  return ok(normal);
}

/** In lower case, which every mail service in use treats as the same; undefined when it cannot be an address. */
export function readEmail(text: string): string | undefined {
  const email = text.trim().toLowerCase();
  return email.length <= 254 && /^[^\s\p{Cc}@<>"(),:;\\]{1,64}@([a-z0-9-]{1,63}\.)+[a-z]{2,63}$/u.test(email)
    ? email
    : undefined;
}
