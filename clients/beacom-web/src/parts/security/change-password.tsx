import { Button, Section } from "@beacom/design";
import { useRef } from "react";
import { Failure } from "#parts/failure";
import { useForm } from "#parts/form";
import { SecretField } from "#parts/secret";
import { useChange } from "#parts/security/fresh-proof";
import { useSecurityCalls } from "#parts/security/security-calls";
import { useWords } from "#parts/words";
import { NewPassword } from "#security-checks";

export function ChangePassword() {
  const { t } = useWords();
  const { calls, askAgain } = useSecurityCalls();
  const wanted = useRef("");
  const change = useChange(
    () => calls.changePassword(wanted.current),
    () => {
      form.current?.reset();
      askAgain();
    },
  );
  const { form, mistakes, onSubmit } = useForm(NewPassword, async ({ password }) => {
    wanted.current = password;
    await change.run();
    wanted.current = "";
  });
  return (
    <Section title={t("security.password")}>
      <form ref={form} onSubmit={onSubmit} noValidate className="grid gap-5">
        <SecretField
          label={t("security.passwordNew")}
          hint={t("security.passwordHint")}
          name="password"
          autoComplete="new-password"
          error={mistakes["password"] && t("check.password")}
        />
        <Failure
          error={change.failure}
          words={{ "password-too-common": "check.passwordCommon", "password-too-short": "check.password" }}
        />
        <Button type="submit" wide busy={change.busy && t("security.busy")}>
          {t("security.passwordAction")}
        </Button>
        <p role="status" className={change.done ? "text-base text-good" : "sr-only"}>
          {change.done && t("security.passwordDone")}
        </p>
      </form>
    </Section>
  );
}
