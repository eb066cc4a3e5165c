import { en } from "#catalogue/en";
export const xh: Record<keyof typeof en, string> = en;
