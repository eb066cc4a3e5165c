import { setTimeout as pause } from "node:timers/promises";
import { Problem } from "#console/problem";

/** Asks again and again until there is an answer, and says what it waited for when there is none. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  limitMs = 10_000,
): Promise<T> {
  const untilMs = Date.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > untilMs) throw new Problem(`waited ${limitMs / 1000} s in vain for ${what}`);
    await pause(20);
  }
}
