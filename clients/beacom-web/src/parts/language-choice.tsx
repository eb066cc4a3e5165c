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
