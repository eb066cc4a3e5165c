import { Button, Field } from "@beacom/design";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Code } from "#registration-checks";
import { useApp } from "#parts/app";
import { Failure } from "#parts/failure";
import { useForm } from "#parts/form";
import { Title, useTitle } from "#parts/title";
import { useWords } from "#parts/words";

export function ConfirmScreen() {
  useTitle("confirm.title");
  const { t, rich, time } = useWords();
  const { api, secondStep } = useApp();
  const navigate = useNavigate();
  const { verificationId = "", phone = "", expiresAt, from } = useSearch({ strict: false });
  const { form, mistakes, busy, failure, onSubmit } = useForm(Code, async ({ code }) => {
    const asked = await api.confirmCode(verificationId, code);
    secondStep.challenge = asked?.challenge ?? "";
    await navigate({ to: asked ? "/sign-in/second" : "/", replace: true });
  });
  return (
    <>
      <Title
        lead={rich("confirm.lead", {
          phone: <strong className="figures font-semibold whitespace-nowrap text-ink">{phone}</strong>,
        })}
      >
        {t("confirm.title")}
      </Title>
      <form ref={form} onSubmit={onSubmit} noValidate className="grid gap-5">
        <Field
          label={t("confirm.code")}
          hint={expiresAt && t("confirm.until", { time: time(expiresAt) })}
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={8}
          error={mistakes["code"] && t("check.code")}
        />
        <Failure
          error={failure}
          words={{
            "code-wrong": "confirm.wrong",
            "code-expired": "confirm.expired",
            "too-many-attempts": "confirm.expired",
            "verification-unknown": "confirm.expired",
          }}
        />
        <Button kind="primary" type="submit" wide busy={busy && t("confirm.busy")}>
          {t("confirm.action")}
        </Button>
      </form>
      <p className="mt-4">
        <Link
          to={from === "sign-in" ? "/sign-in/code" : "/register"}
          className="inline-flex min-h-12 items-center text-base text-deep underline underline-offset-4"
        >
          {t("confirm.again")}
        </Link>
      </p>
    </>
  );
}
