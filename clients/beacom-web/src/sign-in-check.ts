import type { MessageKey } from "@beacom/i18n";
import * as z from "zod/mini";

/** The messages are keys of the catalogue, checked by the compiler. */
const say = (key: MessageKey) => key;

export const SignIn = z.object({
  identifier: z.string().check(z.trim(), z.minLength(3, say("check.identifier"))),
  password: z.string().check(z.minLength(1, say("check.passwordMissing"))),
});
