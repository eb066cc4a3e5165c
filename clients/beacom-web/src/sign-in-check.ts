import type { MessageKey } from "@beacom/i18n";
import type { Check } from "#parts/form";

type SignInValues = { identifier: string; password: string };

/** By hand, though other forms have a schema: this one is in the first load, where a library for two fields has no place. */
export const SignIn: Check<SignInValues> = {
  safeParse(input) {
    const { identifier = "", password = "" } = input as Partial<SignInValues>;
    const values = { identifier: identifier.trim(), password };
    const issues = [
      ...(values.identifier.length < 3 ? [mistake("identifier", "check.identifier")] : []),
      ...(password === "" ? [mistake("password", "check.passwordMissing")] : []),
    ];
    return issues.length === 0 ? { success: true, data: values } : { success: false, error: { issues } };
  },
};

const mistake = (field: keyof SignInValues, message: MessageKey) => ({ path: [field], message });
