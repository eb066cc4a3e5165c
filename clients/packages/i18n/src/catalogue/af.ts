import { en } from "#catalogue/en";
export const af: Record<keyof typeof en, string> = en;
