import { InvalidArgumentError } from "commander";

/** What was typed, read or refused before anything is asked of the server. */
export function readCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 1_000_000)
    throw new InvalidArgumentError("a whole number from 1 to 1000000 is wanted.");
  return count;
}

export function readPortNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new InvalidArgumentError("a port from 1 to 65535 is wanted.");
  return port;
}

/** `18:00` is today, `2026-01-31 18:00` on this machine's clock, `2026-01-31T16:00:00Z` anywhere. */
export function readTime(text: string, now: Date = new Date()): Date {
  const clock = /^(\d{1,2}):(\d{2})$/.exec(text.trim());
  if (clock) {
    const [hour, minute] = [Number(clock[1]), Number(clock[2])];
    if (hour < 24 && minute < 60) return new Date(now.getFullYear(), now.getMonth(), now.getDate(), hour, minute);
  }
  const at = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text.trim()) ? `${text.trim()} 00:00` : text);
  if (clock === null && /^\d{4}-\d{2}-\d{2}/.test(text.trim()) && !Number.isNaN(at.getTime())) return at;
  throw new InvalidArgumentError('a time is 18:00 (today), "2026-01-31 18:00" or 2026-01-31T16:00:00Z.');
}

/** Twelve hexadecimal digits, however they are written. */
export function readMac(text: string): string {
  const digits = text.toLowerCase().replaceAll(/[-:.\s]/g, "");
  if (!/^[0-9a-f]{12}$/.test(digits))
    throw new InvalidArgumentError("a hardware address has twelve hexadecimal digits: aa:bb:cc:dd:ee:ff.");
  return text.trim();
}

export function readSessionId(text: string): string {
  if (/^ses_[0-9a-z]{26}$/.test(text)) return text;
  throw new InvalidArgumentError(
    "a session id begins with ses_ (./beacom radius sessions shows it); a subscriber is given with --user.",
  );
}

/** commander gives a reader the value before as a second argument, which is none of ours. */
export const only =
  <T>(read: (text: string) => T) =>
  (text: string): T =>
    read(text);
