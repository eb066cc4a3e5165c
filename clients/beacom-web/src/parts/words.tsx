import {
  type Catalogue,
  enFirst,
  fill,
  fillParts,
  formatData,
  formatDate,
  formatDay,
  formatMoment,
  formatMoney,
  formatRate,
  formatSince,
  formatTime,
  formatWindow,
  type Language,
  loadCatalogue,
  type MessageKey,
  type MessageValues,
  type MoneyValue,
  moneyParts,
} from "@beacom/i18n";
import { type ComponentType, createContext, Fragment, type ReactNode, useContext, useEffect, useState } from "react";
import { useSettings } from "#settings";

export type Words = ReturnType<typeof wordsOf>;

/** `isWhole` is false while there are only the words of the first load, in English. */
function wordsOf(catalogue: Catalogue, language: Language, isWhole: boolean) {
  const telling = () => ({ now: new Date(), language, catalogue });
  return {
    language,
    isWhole,
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
    /** Of a day without an hour, `2026-12-07`. */
    date: (day: string) => formatDate(day, telling()),
    hours: (window: Parameters<typeof formatWindow>[0]) => formatWindow(window, telling()),
  };
}

/** Screens that come later wait for the rest. */
const firstWords = wordsOf(enFirst as Partial<Catalogue> as Catalogue, "en", false);
const WordsContext = createContext<Words>(firstWords);
export const useWords = (): Words => useContext(WordsContext);

/** English is here at once, as much of it as the first load needs; until another language has arrived, what is on the screen stays. */
export function WordsProvider({ children }: { children: ReactNode }) {
  const language = useSettings((settings) => settings.language);
  const [words, setWords] = useState<Words | undefined>(language === "en" ? firstWords : undefined);
  useEffect(() => {
    let wanted = true;
    loadCatalogue(language).then(
      (catalogue) => wanted && setWords(wordsOf(catalogue, language, true)),
      () => wanted && setWords((before) => before ?? firstWords),
    );
    return () => {
      wanted = false;
    };
  }, [language]);
  useEffect(() => {
    if (words) document.documentElement.lang = words.language;
  }, [words]);
  return words ? <WordsContext value={words}>{children}</WordsContext> : null;
}

/** A screen of a later load, drawn as soon as its words are there as well. */
export const withAllWords = (Screen: ComponentType): ComponentType =>
  function ScreenWithWords() {
    return useWords().isWhole ? <Screen /> : null;
  };
