import type { Passkey } from "@beacom/api-client";
import { Button, Empty, Field, Section } from "@beacom/design";
import { useState } from "react";
import { Failure } from "#parts/failure";
import { useForm } from "#parts/form";
import { useChange } from "#parts/security/fresh-proof";
import { useSecurityCalls } from "#parts/security/security-calls";
import { SureButton } from "#parts/sure-button";
import { useWords } from "#parts/words";
import { hasPasskeys, makePasskey } from "#passkeys";
import { deviceName } from "#device-name";
import { PasskeyName } from "#security-checks";

export function PasskeyList({ passkeys }: { passkeys: readonly Passkey[] }) {
  const { t } = useWords();
  return (
    <Section title={t("security.passkeys")}>
      {passkeys.length === 0 ? (
        <Empty title={t("security.noPasskeys")}>{t("security.passkeysText")}</Empty>
      ) : (
        <ul
          aria-label={t("security.passkeys")}
          className="divide-y divide-line overflow-hidden rounded-card border border-line bg-surface"
        >
          {passkeys.map((passkey) => (
            <li key={passkey.passkeyId} className="px-4 py-3">
              <PasskeyRow passkey={passkey} />
            </li>
          ))}
        </ul>
      )}
      {hasPasskeys() ? <AddPasskey /> : <p className="text-base text-quiet">{t("security.notHere")}</p>}
    </Section>
  );
}

function AddPasskey() {
  const { t } = useWords();
  const { calls, askAgain } = useSecurityCalls();
  const add = useChange(async () => {
    const credential = await makePasskey(await calls.passkeyToMake());
    const here = deviceName(navigator.userAgent);
    return calls.addPasskey({ credential, name: here ? t("security.browserOn", here) : t("security.thisDevice") });
  }, askAgain);
  return (
    <div className="grid gap-3">
      <Button kind="primary" wide busy={add.busy && t("security.waiting")} onClick={add.start}>
        {t("security.add")}
      </Button>
      <Failure
        error={add.failure}
        words={{
          "passkey-cancelled": "security.notMade",
          "challenge-ended": "security.notMade",
          "passkey-here-already": "security.here",
          "too-many-passkeys": "security.tooMany",
        }}
      />
    </div>
  );
}

function PasskeyRow({ passkey }: { passkey: Passkey }) {
  const { t, moment } = useWords();
  const { calls, askAgain } = useSecurityCalls();
  const [renaming, setRenaming] = useState(false);
  const remove = useChange(() => calls.removePasskey(passkey.passkeyId), askAgain);
  const { name, addedAt, lastUsedAt } = passkey;
  if (renaming) return <RenamePasskey passkey={passkey} onDone={() => setRenaming(false)} />;
  return (
    <>
      <p className="text-base font-semibold break-words">{name}</p>
      <p className="figures text-sm text-quiet">
        {lastUsedAt
          ? t("security.used", { time: moment(lastUsedAt) })
          : t("security.neverUsed", { time: moment(addedAt) })}
      </p>
      <div className="flex flex-wrap gap-x-6">
        <button
          type="button"
          aria-label={`${t("security.rename")}: ${name}`}
          onClick={() => setRenaming(true)}
          className="-mx-2 min-h-12 cursor-pointer rounded-control px-2 text-base text-deep underline underline-offset-4"
        >
          {t("security.rename")}
        </button>
        <SureButton
          words={t("security.remove")}
          about={name}
          sure={t("security.removeSure")}
          keep={t("security.keep")}
          busy={remove.busy && t("security.busy")}
          onSure={remove.start}
        />
      </div>
      <Failure error={remove.failure} />
    </>
  );
}

function RenamePasskey({ passkey, onDone }: { passkey: Passkey; onDone: () => void }) {
  const { t } = useWords();
  const { calls, askAgain } = useSecurityCalls();
  const { form, mistakes, busy, failure, onSubmit } = useForm(PasskeyName, async ({ name }) => {
    await calls.renamePasskey(passkey.passkeyId, name);
    askAgain();
    onDone();
  });
  return (
    <form ref={form} onSubmit={onSubmit} noValidate className="grid gap-3">
      <Field
        label={t("security.name")}
        name="name"
        defaultValue={passkey.name}
        maxLength={60}
        autoComplete="off"
        error={mistakes["name"] && t("check.passkeyName")}
      />
      <Failure error={failure} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" busy={busy && t("security.busy")}>
          {t("security.save")}
        </Button>
        <Button kind="quiet" onClick={onDone}>
          {t("security.cancel")}
        </Button>
      </div>
    </form>
  );
}
