import { Problem, securityCalls } from "@beacom/api-client";
import { Button, Field } from "@beacom/design";
import { Link, Navigate, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { hasPasskeys, answerWithPasskey } from "#passkeys";
import { useApp } from "#parts/app";
import { Failure } from "#parts/failure";
import { useForm } from "#parts/form";
import { Title, useTitle } from "#parts/title";
import { useWords } from "#parts/words";
import { AppCode, RecoveryCode } from "#security-checks";

const refusals = {
  "second-factor-wrong": "second.wrong",
  "challenge-ended": "second.ended",
  "passkey-cancelled": "signIn.passkeyCancelled",
} as const;

/** The second factor of somebody whose password, or code by SMS, was right. */
export function SecondStepScreen() {
  useTitle("second.title");
  const { secondStep } = useApp();
  if (secondStep.challenge === "") return <Navigate to="/sign-in" replace />;
  return <SecondStep challenge={secondStep.challenge} />;
}

function SecondStep({ challenge }: { challenge: string }) {
  const { t } = useWords();
  const { api, secondStep } = useApp();
  const calls = securityCalls(api);
  const navigate = useNavigate();
  const { to } = useSearch({ strict: false });
  const [by, setBy] = useState<"app" | "recovery">("app");
  const goOn = async () => {
    secondStep.challenge = "";
    await navigate({ to: to ?? "/", replace: true });
  };
  const { form, mistakes, busy, failure, onSubmit } = useForm(
    by === "app" ? AppCode : RecoveryCode,
    async ({ code }) => {
      await calls.confirmSignIn(challenge, by === "app" ? { totpCode: code } : { recoveryCode: code });
      await goOn();
    },
  );
  const [withPasskey, setWithPasskey] = useState<{ busy: boolean; failure?: unknown }>({ busy: false });
  const usePasskey = async () => {
    setWithPasskey({ busy: true });
    try {
      const passkey = await answerWithPasskey(await calls.passkeyToSignIn(challenge));
      await calls.confirmSignIn(challenge, { passkey });
      await goOn();
    } catch (error) {
      setWithPasskey({ busy: false, failure: error });
    }
  };
  const failed = withPasskey.failure ?? failure;
  const ended = failed instanceof Problem && failed.code === "challenge-ended";
  const mistake = mistakes["code"] && (t as (key: string) => string)(mistakes["code"]);
  return (
    <>
      <Title back="/sign-in" lead={t(by === "app" ? "second.lead" : "second.recoveryLead")}>
        {t("second.title")}
      </Title>
      <form ref={form} onSubmit={onSubmit} noValidate className="grid gap-5">
        <Field
          key={by}
          label={t(by === "app" ? "second.code" : "second.recovery")}
          name="code"
          inputMode={by === "app" ? "numeric" : "text"}
          autoComplete={by === "app" ? "one-time-code" : "off"}
          autoCapitalize="none"
          spellCheck={false}
          maxLength={by === "app" ? 8 : 20}
          error={mistake}
        />
        <Failure error={failed} words={refusals} />
        {ended && (
          <Link
            to="/sign-in"
            className="inline-flex min-h-12 items-center text-base text-deep underline underline-offset-4"
          >
            {t("second.again")}
          </Link>
        )}
        <Button kind="primary" type="submit" wide busy={busy && t("signIn.busy")}>
          {t("signIn.action")}
        </Button>
        {hasPasskeys() && (
          <Button wide busy={withPasskey.busy && t("security.waiting")} onClick={() => void usePasskey()}>
            {t("security.whoPasskey")}
          </Button>
        )}
        <Button kind="quiet" onClick={() => setBy(by === "app" ? "recovery" : "app")}>
          {t(by === "app" ? "second.byRecovery" : "second.byApp")}
        </Button>
      </form>
    </>
  );
}
