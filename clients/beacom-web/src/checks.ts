import type { MessageKey } from "@beacom/i18n";
import * as z from "zod/mini";

/** The messages are keys of the catalogue, checked by the compiler. */
const say = (key: MessageKey) => key;

const phone = z.string().check(z.regex(/^\+?[\d\s()-]{9,20}$/, say("check.phone")));

export const Registration = z.object({
  name: z.string().check(z.trim(), z.minLength(1, say("check.name"))),
  phone,
  email: z.string().check(z.trim(), z.regex(/^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/, say("check.email"))),
  password: z.string().check(z.minLength(10, say("check.password"))),
});

export const SignIn = z.object({
  identifier: z.string().check(z.trim(), z.minLength(3, say("check.identifier"))),
  password: z.string().check(z.minLength(1, say("check.passwordMissing"))),
});

export const AskForCode = z.object({ phone });

export const Code = z.object({
  code: z.pipe(
    z.pipe(
      z.string(),
      z.transform((text) => text.replace(/\s/g, "")),
    ),
    z.string().check(z.regex(/^\d{6}$/, say("check.code"))),
  ),
});

export const leastCents = 500;
export const mostCents = 500_000;

/** Rand as a person writes them: `150`, `R150`, `150.50`, `150,50`, `1 500`. */
export function centsFrom(text: string): number | undefined {
  const match = /^R?(\d{1,7})(?:[.,](\d{1,2}))?$/.exec(text.replace(/\s/g, "").replace(/,(?=\d{3}(\D|$))/g, ""));
  if (!match) return undefined;
  const cents = Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
  return cents >= leastCents && cents <= mostCents ? cents : undefined;
}
