import { ok, type Result, refuse } from "@beacom/result";

/** On each of the days (0 is Sunday), from a minute of the day up to another, which is not in it any more: at most 1440. */
export type LoginWindow = { readonly days: readonly number[]; readonly fromMinute: number; readonly toMinute: number };

export type NotALoginTime = { readonly kind: "not-a-login-time"; readonly part: string };

const dayMinutes = 1_440;

/**
 * Login-Time in the manner of UUCP: "Wk0855-2305,Sa,Su2305-1655|Any". Parts are alternatives, "," and "|" the same. A part is days
 * (Su Mo Tu We Th Fr Sa, Wk for Monday to Friday, Any or Al; several, or "Mo-Fr") and hours, or the whole day. The last minute
 * of "0855-2305" is in it, and "2305-1655" goes on at midnight of the same days: Sunday's small hours, not Monday's.
 * "Never" is no time at all.
 */
export function readLoginTime(text: string): Result<LoginWindow[], NotALoginTime> {
  const windows: LoginWindow[] = [];
  for (const part of text.split(/[,|]/).map((part) => part.trim().toLowerCase())) {
    if (part === "never") continue;
    const [, dayText = "", hours] = /^([a-z-]+)(\d.*)?$/.exec(part) ?? [];
    const days = readDays(dayText);
    const spans = hours === undefined ? [[0, dayMinutes] as const] : readHours(hours);
    if (days === undefined || spans === undefined) return refuse({ kind: "not-a-login-time", part });
    for (const [fromMinute, toMinute] of spans) windows.push({ days, fromMinute, toMinute });
  }
  return ok(windows);
}

/** Is a login allowed at this minute of this day? */
export const withinLoginTime = (windows: readonly LoginWindow[], day: number, minute: number): boolean =>
  windows.some(({ days, fromMinute, toMinute }) => days.includes(day) && fromMinute <= minute && minute < toMinute);

const dayNames = ["su", "mo", "tu", "we", "th", "fr", "sa"];
const dayName = /^(?:(su|mo|tu|we|th|fr|sa)(?:-(su|mo|tu|we|th|fr|sa))?|(wk)|(any|al))/;

function readDays(text: string): number[] | undefined {
  const days = new Set<number>();
  let rest = text;
  while (rest !== "") {
    const [all, first, last, week] = dayName.exec(rest) ?? [];
    if (all === undefined) return undefined;
    const from = first === undefined ? (week === undefined ? 0 : 1) : dayNames.indexOf(first);
    const to = first === undefined ? (week === undefined ? 6 : 5) : dayNames.indexOf(last ?? first);
    // "Fr-Mo" goes over the end of the week.
    for (let day = from; ; day = (day + 1) % 7) {
      days.add(day);
      if (day === to) break;
    }
    rest = rest.slice(all.length);
  }
  return days.size === 0 ? undefined : [...days].sort((a, b) => a - b);
}

function readHours(text: string): (readonly [from: number, to: number])[] | undefined {
  const [, fromText, toText = fromText] = /^(\d{4})(?:-(\d{4}))?$/.exec(text) ?? [];
  const from = minuteOf(fromText);
  const last = minuteOf(toText);
  if (from === undefined || last === undefined) return undefined;
  if (from <= last) return [[from, last + 1]];
  return [
    [0, last + 1],
    [from, dayMinutes],
  ];
}

/** 2400 is the day's last minute. */
function minuteOf(text = ""): number | undefined {
  const [hour, minute] = [Number(text.slice(0, 2)), Number(text.slice(2))];
  if (text === "" || minute > 59 || hour * 60 + minute > dayMinutes) return undefined;
  return Math.min(hour * 60 + minute, dayMinutes - 1);
}
