import { about } from "./about.ts";

export const round = (): number => about();
