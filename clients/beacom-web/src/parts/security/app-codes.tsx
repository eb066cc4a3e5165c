import type { Security, TotpOffer } from "@beacom/api-client";
import { Button, Card, Field, Section } from "@beacom/design";
import { useState } from "react";
import { Failure } from "#parts/failure";
import { useForm } from "#parts/form";
import { Arrival } from "#parts/security/arrival";
import { useChange } from "#parts/security/fresh-proof";
import { QrCode } from "#parts/security/qr-code";
import { RecoveryCodeList } from "#parts/security/recovery-codes";
import { useSecurityCalls } from "#parts/security/security-calls";
import { SureButton } from "#parts/sure-button";
import { useWords } from "#parts/words";
import { AppCode } from "#security-checks";

/** Codes of an authenticator app, asked for after the password. */
export function AppCodes({ security }: { security: Security }) {
  const { t } = useWords();
  const { calls, askAgain } = useSecurityCalls();
  const [offer, setOffer] = useState<TotpOffer>();
  const [codes, setCodes] = useState<readonly string[]>();
  const show = ({ recoveryCodes }: { recoveryCodes: readonly string[] }) => {
    setOffer(undefined);
    setCodes(recoveryCodes);
    askAgain();
  };
  const begin = useChange(calls.offerTotp, setOffer);
  if (codes)
    return (
      <Section title={t("security.app")}>
        <Arrival>
          <RecoveryCodeList codes={codes} onSaved={() => setCodes(undefined)} />
        </Arrival>
      </Section>
    );
  return (
    <Section title={t("security.app")}>
      {offer && (
        <Arrival>
          <SetUp offer={offer} onConfirmed={show} onCancel={() => setOffer(undefined)} />
        </Arrival>
      )}
      {!offer && security.authenticator && <TurnedOn left={security.recoveryCodesLeft} onCodes={show} />}
      {!offer && !security.authenticator && (
        <>
          <p className="text-base text-quiet">{t("security.appText")}</p>
          <Button wide busy={begin.busy && t("security.busy")} onClick={begin.start}>
            {t("security.appSetUp")}
          </Button>
          <Failure error={begin.failure} />
        </>
      )}
    </Section>
  );
}

type ShowCodes = (shown: { recoveryCodes: readonly string[] }) => void;

function SetUp(props: { offer: TotpOffer; onConfirmed: ShowCodes; onCancel: () => void }) {
  const { offer, onConfirmed, onCancel } = props;
  const { t } = useWords();
  const { calls } = useSecurityCalls();
  const { form, mistakes, busy, failure, onSubmit } = useForm(AppCode, async ({ code }) =>
    onConfirmed(await calls.confirmTotp(code)),
  );
  return (
    <Card>
      <form ref={form} onSubmit={onSubmit} noValidate className="grid gap-5">
        <p className="text-base">{t("security.appScan")}</p>
        <QrCode text={offer.uri} label={t("security.appQr")} />
        <dl>
          <dt className="text-sm text-quiet">{t("security.appKey")}</dt>
          <dd className="font-mono text-base break-all select-all">{offer.secret.replaceAll(/(.{4})(?=.)/g, "$1 ")}</dd>
        </dl>
        <Field
          label={t("security.appCode")}
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={8}
          error={mistakes["code"] && t("check.code")}
        />
        <Failure
          error={failure}
          words={{ "second-factor-wrong": "second.wrong", "totp-not-offered": "security.appOld" }}
        />
        <div className="flex flex-wrap gap-2">
          <Button type="submit" busy={busy && t("security.whoBusy")}>
            {t("security.appConfirm")}
          </Button>
          <Button kind="quiet" onClick={onCancel}>
            {t("security.cancel")}
          </Button>
        </div>
      </form>
    </Card>
  );
}

function TurnedOn({ left, onCodes }: { left: number; onCodes: ShowCodes }) {
  const { t } = useWords();
  const { calls, askAgain } = useSecurityCalls();
  const renew = useChange(calls.renewRecoveryCodes, onCodes);
  const turnOff = useChange(calls.turnOffTotp, askAgain);
  return (
    <Card>
      <p className="figures text-base font-semibold">{t("security.appOn", { count: String(left) })}</p>
      <div className="flex flex-wrap gap-x-6">
        <SureButton
          words={t("security.codesNew")}
          sure={t("security.codesNewSure")}
          keep={t("security.cancel")}
          busy={renew.busy && t("security.busy")}
          onSure={renew.start}
        />
        <SureButton
          words={t("security.appOff")}
          sure={t("security.appOffSure")}
          keep={t("security.cancel")}
          busy={turnOff.busy && t("security.busy")}
          onSure={turnOff.start}
        />
      </div>
      <Failure error={renew.failure ?? turnOff.failure} />
    </Card>
  );
}
