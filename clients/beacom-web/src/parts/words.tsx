import {
  type Catalogue,
  en,
  fill,
  fillParts,
  formatData,
  formatDay,
  formatMoment,
  formatMoney,
  formatRate,
  formatSince,
  formatTime,
  type Language,
  loadCatalogue,
  type MessageKey,
  type MessageValues,
  type MoneyValue,
  moneyParts,
} from "@beacom/i18n";
import { createContext, Fragment, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { useSettings } from "#settings";

export type Words = ReturnType<typeof wordsOf>;

function wordsOf(catalogue: Catalogue, language: Language) {
  const telling = () => ({ now: new Date(), language, catalogue });
  return {
    language,
    t: <Key extends MessageKey>(key: Key, ...[values]: MessageValues<Key>): string =>
      fill(catalogue[key], values ?? {}),
    /** The same with elements in the places, wherever the language puts them. */
    rich: <Key extends MessageKey>(key: Key, ...[values]: MessageValues<Key, ReactNode>): ReactNode =>
      fillParts<ReactNode>(catalogue[key], (values ?? {}) as Record<string, ReactNode>).map((part, index) => (
        <Fragment key={index}>{part}</Fragment>
      )),
    money: (amount: MoneyValue) => formatMoney(amount, language),
    moneyParts: (amount: MoneyValue) => moneyParts(amount, language),
    data: (octets: number) => formatData(octets, language),
    rate: (bitsPerSecond: number) => formatRate(bitsPerSecond, language),
    time: (at: Date | string | number) => formatTime(new Date(at)),
    moment: (at: Date | string | number) => formatMoment(new Date(at), telling()),
    since: (at: Date | string | number) => formatSince(new Date(at), telling()),
    day: (at: Date | string | number) => formatDay(new Date(at), telling()),
  };
}

const WordsContext = createContext<Words>(wordsOf(en, "en"));
export const useWords = (): Words => useContext(WordsContext);

/** English is here at once; until another language has arrived, what is on the screen stays. */
export function WordsProvider({ children }: { children: ReactNode }) {
  const language = useSettings((settings) => settings.language);
  const [loaded, setLoaded] = useState<{ language: Language; catalogue: Catalogue } | undefined>(
    language === "en" ? { language, catalogue: en } : undefined,
  );
  useEffect(() => {
    let wanted = true;
    loadCatalogue(language).then(
      (catalogue) => wanted && setLoaded({ language, catalogue }),
      () => wanted && setLoaded((before) => before ?? { language: "en", catalogue: en }),
    );
    return () => {
      wanted = false;
    };
  }, [language]);
  useEffect(() => {
    if (loaded) document.documentElement.lang = loaded.language;
  }, [loaded]);
  const words = useMemo(() => loaded && wordsOf(loaded.catalogue, loaded.language), [loaded]);
  return words ? <WordsContext value={words}>{children}</WordsContext> : null;
}
