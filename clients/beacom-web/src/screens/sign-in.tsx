import { Button, buttonClass, Field } from "@beacom/design";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { SignIn } from "#sign-in-check";
import { useApp } from "#parts/app";
import { Failure } from "#parts/failure";
import { useForm } from "#parts/form";
import { LanguageLine } from "#parts/language";
import { PasskeySignIn } from "#parts/passkey-sign-in";
import { SecretField } from "#parts/secret";
import { Title, useTitle } from "#parts/title";
import { useWords } from "#parts/words";

export function SignInScreen() {
  useTitle("signIn.action");
  const { t } = useWords();
  const { api, secondStep } = useApp();
  const navigate = useNavigate();
  const { to, ended } = useSearch({ strict: false });
  const goOn = () => navigate({ to: to ?? "/", replace: true });
  const { form, mistakes, busy, failure, onSubmit } = useForm(SignIn, async ({ identifier, password }) => {
    const asked = await api.signIn(identifier, password);
    if (!asked) return goOn();
    secondStep.challenge = asked.challenge;
    await navigate({ to: "/sign-in/second", search: { to } });
  });
  const says = (name: string) => mistakes[name] && (t as (key: string) => string)(mistakes[name]);
  return (
    <>
      <Title lead={ended ? t("signIn.ended") : undefined}>{t("signIn.title")}</Title>
      <form ref={form} onSubmit={onSubmit} noValidate className="grid gap-5">
        <Field
          label={t("signIn.identifier")}
          name="identifier"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          error={says("identifier")}
        />
        <SecretField
          label={t("signIn.password")}
          name="password"
          autoComplete="current-password"
          error={says("password")}
        />
        <Failure error={failure} words={{ "not-signed-in": "signIn.wrong" }} />
        <Button kind="primary" type="submit" wide busy={busy && t("signIn.busy")}>
          {t("signIn.action")}
        </Button>
        <PasskeySignIn onSignedIn={goOn} />
        <Link to="/sign-in/code" className={buttonClass("second", true)}>
          {t("signIn.byCode")}
        </Link>
      </form>
      <p className="mt-8 text-base text-quiet">
        {t("signIn.new")}{" "}
        <Link
          to="/register"
          className="inline-flex min-h-12 items-center font-semibold text-deep underline underline-offset-4"
        >
          {t("signIn.register")}
        </Link>
      </p>
      <LanguageLine />
    </>
  );
}
