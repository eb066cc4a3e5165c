import { type Security, securityCalls } from "@beacom/api-client";
import { Button, Field } from "@beacom/design";
import { useEffect, useId, useRef, useState } from "react";
import { useApp } from "#parts/app";
import { Failure } from "#parts/failure";
import { useForm } from "#parts/form";
import { SecretField } from "#parts/secret";
import { useWords } from "#parts/words";
import { answerWithPasskey, hasPasskeys } from "#passkeys";
import { AppCode, Password } from "#security-checks";

type Props = { security: Security; onProved: () => void; onCancel: () => void };

/** Who it is, once more: over the screen, so that nothing that was typed is lost. */
export function ProofDialog({ security, onProved, onCancel }: Props) {
  const { t } = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={title}
      onCancel={(event) => {
        event.preventDefault();
        onCancel();
      }}
      className="m-auto w-[calc(100%-2rem)] max-w-[28rem] rounded-card border border-line bg-paper p-5 text-ink backdrop:bg-black/50"
    >
      <div className="grid gap-5">
        <div className="grid gap-2">
          <h2 id={title} className="text-lg font-semibold">
            {t("security.who")}
          </h2>
          <p className="text-base text-quiet">{t("security.whoText")}</p>
        </div>
        {security.authenticator ? <ByApp onProved={onProved} /> : <ByPassword onProved={onProved} />}
        {security.passkeys > 0 && hasPasskeys() && <ByPasskey onProved={onProved} />}
        <Button kind="quiet" onClick={onCancel}>
          {t("security.cancel")}
        </Button>
      </div>
    </dialog>
  );
}

function ByPassword({ onProved }: Pick<Props, "onProved">) {
  const { t } = useWords();
  const { api } = useApp();
  const { form, mistakes, busy, failure, onSubmit } = useForm(Password, async ({ password }) => {
    await securityCalls(api).stepUp({ password });
    onProved();
  });
  return (
    <form ref={form} onSubmit={onSubmit} noValidate className="grid gap-5">
      <SecretField
        label={t("signIn.password")}
        name="password"
        autoComplete="current-password"
        error={mistakes["password"] && t("check.passwordMissing")}
      />
      <Failure error={failure} words={{ "password-wrong": "security.whoWrong" }} />
      <Button kind="primary" type="submit" wide busy={busy && t("security.whoBusy")}>
        {t("security.whoAction")}
      </Button>
    </form>
  );
}

function ByApp({ onProved }: Pick<Props, "onProved">) {
  const { t } = useWords();
  const { api } = useApp();
  const { form, mistakes, busy, failure, onSubmit } = useForm(AppCode, async ({ code }) => {
    await securityCalls(api).stepUp({ totpCode: code });
    onProved();
  });
  return (
    <form ref={form} onSubmit={onSubmit} noValidate className="grid gap-5">
      <Field
        label={t("second.code")}
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={8}
        error={mistakes["code"] && t("check.code")}
      />
      <Failure error={failure} words={{ "second-factor-wrong": "second.wrong" }} />
      <Button kind="primary" type="submit" wide busy={busy && t("security.whoBusy")}>
        {t("security.whoAction")}
      </Button>
    </form>
  );
}

function ByPasskey({ onProved }: Pick<Props, "onProved">) {
  const { t } = useWords();
  const { api } = useApp();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const prove = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      const calls = securityCalls(api);
      await calls.stepUp({ passkey: await answerWithPasskey(await calls.passkeyToStepUp()) });
      onProved();
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };
  return (
    <div className="grid gap-3">
      <Button wide busy={busy && t("security.waiting")} onClick={() => void prove()}>
        {t("security.whoPasskey")}
      </Button>
      <Failure
        error={failure}
        words={{ "passkey-cancelled": "signIn.passkeyCancelled", "second-factor-wrong": "signIn.passkeyRefused" }}
      />
    </div>
  );
}
