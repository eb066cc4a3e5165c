import type { MessageKey } from "@beacom/i18n";
import * as z from "zod/mini";
import { looksLikePhone } from "#phone";

/** The messages are keys of the catalogue, checked by the compiler. */
const say = (key: MessageKey) => key;

const phone = z.string().check(z.refine(looksLikePhone, say("check.phone")));

export const Registration = z.object({
  name: z.string().check(z.trim(), z.minLength(1, say("check.name"))),
  phone,
  email: z.string().check(z.trim(), z.regex(/^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/, say("check.email"))),
  password: z.string().check(z.minLength(10, say("check.password"))),
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
