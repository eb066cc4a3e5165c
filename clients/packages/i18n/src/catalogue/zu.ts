import { en } from "#catalogue/en";
export const zu: Record<keyof typeof en, string> = en;
