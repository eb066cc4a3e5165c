import { type Intent, isSettled, mayBePaidNow } from "#domain/intent";

const seconds = 1_000;
const minutes = 60 * seconds;
/** For so long after its creation we keep looking whether money came for an intent that expired or failed. */
const lookedAfterMs = 24 * 60 * minutes;

/** When to repeat a question that the provider did not answer, however old the intent is: there may be money behind it. */
export function soonAgain(intent: Intent, now: Date): Date {
  const ageMs = now.getTime() - intent.createdAt.getTime();
  return new Date(now.getTime() + clamp(ageMs / 6, 5 * seconds, 5 * minutes));
}

/** When to ask the provider again: often while somebody is looking at the screen, seldom later, never when it is settled. */
export function nextAskAt(intent: Intent, now: Date): Date | null {
  if (isSettled(intent)) return null;
  const ageMs = now.getTime() - intent.createdAt.getTime();
  if (mayBePaidNow(intent, now)) {
    const soon = soonAgain(intent, now).getTime();
    // Not beyond the end: whoever waits must learn that it has expired.
    const end = intent.expiresAt.getTime();
    return new Date(end > now.getTime() ? Math.min(soon, end) : soon);
  }
  return ageMs < lookedAfterMs ? new Date(now.getTime() + 30 * minutes) : null;
}

const clamp = (value: number, least: number, most: number): number => Math.max(least, Math.min(most, value));
