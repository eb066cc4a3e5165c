import { Button, Field } from "@beacom/design";
import { Link, useNavigate } from "@tanstack/react-router";
import { Registration } from "#registration-checks";
import { useApp } from "#parts/app";
import { Failure } from "#parts/failure";
import { useForm } from "#parts/form";
import { LanguageLine } from "#parts/language";
import { SecretField } from "#parts/secret";
import { Title, useTitle } from "#parts/title";
import { useWords } from "#parts/words";
import { useSettings } from "#settings";

export function RegisterScreen() {
  useTitle("signIn.register");
  const { t } = useWords();
  const { api } = useApp();
  const language = useSettings((settings) => settings.language);
  const navigate = useNavigate();
  const { form, mistakes, busy, failure, onSubmit } = useForm(Registration, async (person) => {
    const { verificationId, expiresAt } = await api.register({ ...person, language });
    await navigate({ to: "/confirm", search: { verificationId, expiresAt, phone: person.phone, from: "register" } });
  });
  const says = (name: string) => mistakes[name] && (t as (key: string) => string)(mistakes[name]);
  return (
    <>
      <Title lead={t("register.lead")}>{t("register.title")}</Title>
      <form ref={form} onSubmit={onSubmit} noValidate className="grid gap-5">
        <Field label={t("register.name")} name="name" autoComplete="name" error={says("name")} />
        <Field
          label={t("register.phone")}
          hint={t("register.phoneHint")}
          name="phone"
          type="tel"
          autoComplete="tel"
          error={says("phone")}
        />
        <Field
          label={t("register.email")}
          hint={t("register.emailHint")}
          name="email"
          type="email"
          autoComplete="email"
          autoCapitalize="none"
          spellCheck={false}
          error={says("email")}
        />
        <SecretField
          label={t("register.password")}
          hint={t("register.passwordHint")}
          name="password"
          autoComplete="new-password"
          error={says("password")}
        />
        <Failure
          error={failure}
          words={{
            "name-not-valid": "check.name",
            "phone-not-valid": "check.phone",
            "email-not-valid": "check.email",
            "password-too-short": "check.password",
            "password-too-common": "check.passwordCommon",
          }}
        />
        <Button kind="primary" type="submit" wide busy={busy && t("register.busy")}>
          {t("register.action")}
        </Button>
      </form>
      <p className="mt-6 text-base text-quiet">
        {t("register.haveAccount")}{" "}
        <Link
          to="/sign-in"
          className="inline-flex min-h-12 items-center font-semibold text-deep underline underline-offset-4"
        >
          {t("register.signIn")}
        </Link>
      </p>
      <LanguageLine />
    </>
  );
}
