import { round } from "./round.ts";

export const about = (): number => round();
