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
  en: async () => (await import("#catalogue/en")).en,
  zu: async () => (await import("#catalogue/zu")).zu,
  xh: async () => (await import("#catalogue/xh")).xh,
  af: async () => (await import("#catalogue/af")).af,
  st: async () => (await import("#catalogue/st")).st,
};

/** English begins with the first load and is completed behind it; another language is fetched whole when it is chosen. */
export const loadCatalogue = (language: Language): Promise<Catalogue> => loaders[language]();
