import { en } from "#catalogue/en";
import type { Catalogue } from "#message";

export const languages = [
  { code: "en", name: "English" },
  { code: "zu", name: "isiZulu" },
  { code: "xh", name: "isiXhosa" },
  { code: "af", name: "Afrikaans" },
  { code: "st", name: "Sesotho" },
] as const;
export type Language = (typeof languages)[number]["code"];

export const isLanguage = (code: string): code is Language => languages.some((language) => language.code === code);

/** The first of the browser's languages that is ours. */
export function chooseLanguage(wanted: readonly string[]): Language {
  return wanted.map((tag) => tag.toLowerCase().split("-")[0]!).find(isLanguage) ?? "en";
}

const loaders: Record<Language, () => Promise<Catalogue>> = {
  en: async () => en,
  zu: async () => (await import("#catalogue/zu")).zu,
  xh: async () => (await import("#catalogue/xh")).xh,
  af: async () => (await import("#catalogue/af")).af,
  st: async () => (await import("#catalogue/st")).st,
};

/** English is part of the first load; another language is fetched when it is chosen. */
export const loadCatalogue = (language: Language): Promise<Catalogue> => loaders[language]();
