import { Button } from "@beacom/design";
import { useState } from "react";
import { useApp } from "#parts/app";
import { Failure } from "#parts/failure";
import { useWords } from "#parts/words";

/** Signing in without a name or a password. What speaks to the device comes when it is pressed. */
export function PasskeySignIn({ onSignedIn }: { onSignedIn: () => Promise<void> }) {
  const { t } = useWords();
  const { api } = useApp();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  if (!("PublicKeyCredential" in globalThis)) return null;
  const signIn = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      const { signInWithPasskey } = await import("#passkeys");
      await signInWithPasskey(api);
      await onSignedIn();
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button wide busy={busy && t("signIn.busy")} onClick={() => void signIn()}>
        {t("signIn.byPasskey")}
      </Button>
      <Failure
        error={failure}
        words={{
          "passkey-cancelled": "signIn.passkeyCancelled",
          "challenge-ended": "signIn.passkeyCancelled",
          "passkey-refused": "signIn.passkeyRefused",
        }}
      />
    </>
  );
}
