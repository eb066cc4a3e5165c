import { en } from "#catalogue/en";
export const st: Record<keyof typeof en, string> = en;
