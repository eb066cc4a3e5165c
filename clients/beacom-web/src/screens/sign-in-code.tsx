import { Button, buttonClass, Field } from "@beacom/design";
import { Link, useNavigate } from "@tanstack/react-router";
import { AskForCode } from "#registration-checks";
import { useApp } from "#parts/app";
import { Failure } from "#parts/failure";
import { useForm } from "#parts/form";
import { Title, useTitle } from "#parts/title";
import { useWords } from "#parts/words";

export function SignInCodeScreen() {
  useTitle("signIn.codeTitle");
  const { t } = useWords();
  const { api } = useApp();
  const navigate = useNavigate();
  const { form, mistakes, busy, failure, onSubmit } = useForm(AskForCode, async ({ phone }) => {
    const { verificationId, expiresAt } = await api.askForCode(phone);
    await navigate({ to: "/confirm", search: { verificationId, expiresAt, phone, from: "sign-in" } });
  });
  return (
    <>
      <Title lead={t("signIn.codeLead")} back="/sign-in">
        {t("signIn.codeTitle")}
      </Title>
      <form ref={form} onSubmit={onSubmit} noValidate className="grid gap-5">
        <Field
          label={t("register.phone")}
          name="phone"
          type="tel"
          autoComplete="tel"
          error={mistakes["phone"] && t("check.phone")}
        />
        <Failure error={failure} words={{ "phone-not-valid": "check.phone" }} />
        <Button kind="primary" type="submit" wide busy={busy && t("register.busy")}>
          {t("register.action")}
        </Button>
        <Link to="/sign-in" className={buttonClass("second", true)}>
          {t("signIn.byPassword")}
        </Link>
      </form>
    </>
  );
}
