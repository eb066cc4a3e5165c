import { languages } from "@beacom/i18n";
import { useWords } from "#parts/words";
import { useSettings } from "#settings";

/** The choice of language before signing in, as small as it can be: one line under the form. */
export function LanguageLine() {
  const { t } = useWords();
  const { language, setLanguage } = useSettings();
  return (
    <label className="mt-10 flex items-center gap-3 text-base text-quiet">
      {t("register.language")}
      <select
        value={language}
        onChange={(event) => setLanguage(event.target.value as typeof language)}
        className="min-h-12 rounded-control border border-edge bg-surface px-3 text-base text-ink"
      >
        {languages.map(({ code, name }) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
