import { Segments } from "@beacom/design";
import { languages } from "@beacom/i18n";
import { useWords } from "#parts/words";
import { useSettings } from "#settings";

export function LanguageChoice() {
  const { t } = useWords();
  const { language, setLanguage } = useSettings();
  return (
    <Segments
      name="language"
      label={t("me.language")}
      value={language}
      options={languages.map(({ code, name }) => ({ value: code, label: name, lang: code }))}
      onChoose={setLanguage}
    />
  );
}

/** The same before signing in, as small as it can be: one line under the form. */
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
