import { afrikaans } from "#domain/texts/af";
import { english, type TextKey, type Texts } from "#domain/texts/en";
import { sesotho } from "#domain/texts/st";
import { isiXhosa } from "#domain/texts/xh";
import { isiZulu } from "#domain/texts/zu";

export const languages = ["en", "zu", "xh", "af", "st"] as const;
export type Language = (typeof languages)[number];

/** The language of a BCP 47 tag; English when there are no texts in it. */
export function languageOf(tag: string): Language {
  const primary = tag.toLowerCase().split("-")[0];
  return languages.find((language) => language === primary) ?? "en";
}

export const texts: Readonly<Record<Language, Texts>> = {
  en: english,
  zu: isiZulu,
  xh: isiXhosa,
  af: afrikaans,
  st: sesotho,
};

/** A text with its gaps filled. */
export function textOf(language: Language, key: TextKey, values: Readonly<Record<string, string>> = {}): string {
  return texts[language][key].replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the text ${key} in ${language} wants ${name}`);
    return value;
  });
}
