/** Hours of a week, in the operator's zone. `toMinute` at or before `fromMinute` is on the next day; both 0 is the whole day. */
export type WeeklyWindow = {
  /** 1 is Monday, 7 is Sunday: the days on which it begins. */
  readonly days: readonly number[];
  /** Minutes since midnight, 0 to 1439. */
  readonly fromMinute: number;
  readonly toMinute: number;
};

export type WindowState = {
  readonly open: boolean;
  /** When that changes next, on the clock that was asked with; Infinity when it never does. */
  readonly changesAtLocalMs: number;
};

const minutesOfDay = 1_440;
const minutesOfWeek = 7 * minutesOfDay;

/** Whether one of the windows is open at this time (shifted into the operator's zone). No window at all is always open. */
export function windowsAt(windows: readonly WeeklyWindow[], localMs: number): WindowState {
  const spans = windows.flatMap(spansOf);
  if (spans.length === 0) return { open: windows.length === 0, changesAtLocalMs: Number.POSITIVE_INFINITY };
  const now = minuteOfWeek(localMs);
  const opensFor = (minute: number): number =>
    Math.max(...spans.map(([from, length]) => Math.max(0, length - wrapped(minute - from))));
  let minutes = 0;
  // A window that opens where another closes goes on without a gap.
  for (let more = opensFor(now); more > 0 && minutes < minutesOfWeek; more = opensFor(now + minutes)) minutes += more;
  const open = minutes > 0;
  if (!open) minutes = Math.min(...spans.map(([from]) => wrapped(from - now)));
  const startOfMinute = Math.floor(localMs / 60_000) * 60_000;
  const forever = open && minutes >= minutesOfWeek;
  return { open, changesAtLocalMs: forever ? Number.POSITIVE_INFINITY : startOfMinute + minutes * 60_000 };
}

/** Beginning and length, in minutes of the week. */
function spansOf({ days, fromMinute, toMinute }: WeeklyWindow): (readonly [number, number])[] {
  const length = toMinute > fromMinute ? toMinute - fromMinute : toMinute + minutesOfDay - fromMinute;
  return days.map((day) => [(day - 1) * minutesOfDay + fromMinute, length]);
}

/** From Monday's first minute on; 1 January 1970 was a Thursday. */
const minuteOfWeek = (localMs: number): number => wrapped(Math.floor(localMs / 60_000) + 3 * minutesOfDay);

const wrapped = (minutes: number): number => ((minutes % minutesOfWeek) + minutesOfWeek) % minutesOfWeek;

const names = ["", "Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

/** `Mo,Tu 18:00-06:00`, for people. */
export function windowInWords({ days, fromMinute, toMinute }: WeeklyWindow): string {
  const on = days.length === 7 ? "every day" : days.map((day) => names[day]).join(",");
  return `${on} ${clockTime(fromMinute)}-${clockTime(toMinute)}`;
}

const clockTime = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

/** `Mo-Fr 08:00-17:00`, `Sa,Su 00:00-24:00`, `every day 23:00-06:00`. */
export function readWindow(text: string): WeeklyWindow | undefined {
  const match = /^(every day|[a-z,-]+)\s+(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})$/i.exec(text.trim());
  if (!match) return undefined;
  const [, on = "", ...clock] = match;
  const [fromHour = 0, fromMinutes = 0, toHour = 0, toMinutes = 0] = clock.map(Number);
  const days = daysOf(on);
  if (days === undefined || fromHour > 23 || toHour > 24 || fromMinutes > 59 || toMinutes > 59) return undefined;
  if (toHour === 24 && toMinutes > 0) return undefined;
  return { days, fromMinute: fromHour * 60 + fromMinutes, toMinute: (toHour * 60 + toMinutes) % minutesOfDay };
}

function daysOf(text: string): readonly number[] | undefined {
  if (/^every day$/i.test(text)) return [1, 2, 3, 4, 5, 6, 7];
  const days = new Set<number>();
  for (const part of text.split(",")) {
    const [first = "", last = first, ...rest] = part.split("-");
    const from = dayOf(first);
    const to = dayOf(last);
    if (from < 1 || to < 1 || rest.length > 0) return undefined;
    for (let day = from; ; day = (day % 7) + 1) {
      days.add(day);
      if (day === to) break;
    }
  }
  return [...days].toSorted((a, b) => a - b);
}

const dayOf = (name: string): number =>
  names.findIndex((known, day) => day > 0 && known.toLowerCase() === name.toLowerCase());
