import { afrikaans } from "#words/afrikaans";
import { english } from "#words/english";
import type { Words } from "#words/words";

/** The languages that documents are written in. Law needs the words "Tax Invoice": every language shows them beside its own. */
export type Language = "en" | "af";

export const wordsOf = (language: Language): Words => words[language];
export const isDocumentLanguage = (code: string): code is Language => Object.hasOwn(words, code);

const words: Record<Language, Words> = { en: english, af: afrikaans };
