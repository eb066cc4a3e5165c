import { Button, Note } from "@beacom/design";
import { Download, KeyRound } from "lucide-react";
import { useWords } from "#parts/words";
import { saveAs } from "#save-as";

/** Shown once: the service keeps none of them. */
export function RecoveryCodeList({ codes, onSaved }: { codes: readonly string[]; onSaved: () => void }) {
  const { t } = useWords();
  const save = () =>
    saveAs("beacom-recovery-codes.txt", new Blob([`${codes.join("\r\n")}\r\n`], { type: "text/plain" }));
  return (
    <Note tone="warn" icon={<KeyRound size={20} aria-hidden="true" />} title={t("security.codes")}>
      <p>{t("security.codesText")}</p>
      <ul aria-label={t("security.codes")} className="my-4 grid grid-cols-2 gap-x-4 gap-y-2 font-mono text-ink">
        {codes.map((code) => (
          <li key={code} className="select-all">
            {code}
          </li>
        ))}
      </ul>
      <div className="grid gap-2">
        <Button wide onClick={save}>
          <Download size={20} aria-hidden="true" />
          {t("security.codesSave")}
        </Button>
        <Button wide onClick={onSaved}>
          {t("security.codesDone")}
        </Button>
      </div>
    </Note>
  );
}
