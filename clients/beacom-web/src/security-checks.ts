import type { MessageKey } from "@beacom/i18n";
import * as z from "zod/mini";

const say = (key: MessageKey) => key;
const withoutSpaces = z.pipe(
  z.string(),
  z.transform((text: string) => text.replace(/\s/g, "")),
);

export const AppCode = z.object({
  code: z.pipe(withoutSpaces, z.string().check(z.regex(/^\d{6}$/, say("check.code")))),
});

/** However it is written: what looks alike is told apart on the other side. */
export const RecoveryCode = z.object({
  code: z.string().check(z.trim(), z.regex(/^([\s-]*[0-9a-z]){10}$/i, say("check.recovery"))),
});

export const Password = z.object({ password: z.string().check(z.minLength(1, say("check.passwordMissing"))) });
export const NewPassword = z.object({ password: z.string().check(z.minLength(10, say("check.password"))) });

export const PasskeyName = z.object({
  name: z.string().check(z.trim(), z.minLength(1, say("check.passkeyName")), z.maxLength(60, say("check.passkeyName"))),
});
