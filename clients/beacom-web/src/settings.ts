import { chooseLanguage, isLanguage, type Language } from "@beacom/i18n";
import { create } from "zustand";
import { device } from "#device";

export type Theme = "system" | "light" | "dark";

/** What this person set on this device: words and colours. */
export const useSettings = create<{
  language: Language;
  theme: Theme;
  setLanguage: (language: Language) => void;
  setTheme: (theme: Theme) => void;
}>((set) => ({
  language: languageOf(device.read("language")),
  theme: themeOf(device.read("theme")),
  setLanguage(language) {
    device.write("language", language);
    set({ language });
  },
  setTheme(theme) {
    device.write("theme", theme === "system" ? undefined : theme);
    set({ theme });
    showTheme(theme);
  },
}));

export function showTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

function languageOf(kept: string | undefined): Language {
  return kept && isLanguage(kept) ? kept : chooseLanguage(navigator.languages);
}

function themeOf(kept: string | undefined): Theme {
  return kept === "light" || kept === "dark" ? kept : "system";
}
