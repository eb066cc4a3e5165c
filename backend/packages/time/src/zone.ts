import type { LocalDate } from "#calendar";

/** Days and months are the operator's, not UTC's: a bundle bought at 01:00 in Johannesburg was not bought yesterday. */
export const defaultZone = "Africa/Johannesburg";

/** `2026-11-22` in the zone. */
export function localDate(instant: Date, zone = defaultZone): LocalDate {
  const { year, month, day } = partsOf(instant, zone);
  return `${pad(year, 4)}-${pad(month)}-${pad(day)}` as LocalDate;
}

/** The instant at which the instant's day began in the zone. */
export function startOfLocalDay(instant: Date, zone = defaultZone): Date {
  const { year, month, day } = partsOf(instant, zone);
  return instantOf({ year, month, day }, zone);
}

export function startOfLocalMonth(instant: Date, zone = defaultZone): Date {
  const { year, month } = partsOf(instant, zone);
  return instantOf({ year, month, day: 1 }, zone);
}

/** The same local time of day, so many days later, whether or not a day in between gained or lost an hour. */
export function addDays(instant: Date, days: number, zone = defaultZone): Date {
  const local = partsOf(instant, zone);
  const milliseconds = ((instant.getTime() % 1000) + 1000) % 1000;
  return new Date(instantOf({ ...local, day: local.day + days }, zone).getTime() + milliseconds);
}

/** The same local day and time, so many months later; the month's last day where it has no such day (31 January and a month is 28 February). */
export function addMonths(instant: Date, months: number, zone = defaultZone): Date {
  const local = partsOf(instant, zone);
  const first = new Date(Date.UTC(local.year, local.month - 1 + months, 1));
  const [year, month] = [first.getUTCFullYear(), first.getUTCMonth() + 1];
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const day = Math.min(local.day, lastDay);
  const milliseconds = ((instant.getTime() % 1000) + 1000) % 1000;
  return new Date(instantOf({ ...local, year, month, day }, zone).getTime() + milliseconds);
}

/** The minute of the local day, from 0, and the day of the week as ISO 8601 counts it: Monday is 1. */
export function localMinute(instant: Date, zone = defaultZone): { readonly minute: number; readonly weekday: number } {
  const { year, month, day, hour, minute } = partsOf(instant, zone);
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  return { minute: hour * 60 + minute, weekday: weekday === 0 ? 7 : weekday };
}

/** The instant of a minute of the local day that the instant falls on; minute 1440 is the end of that day. */
export function atLocalMinute(instant: Date, minuteOfDay: number, zone = defaultZone): Date {
  const { year, month, day } = partsOf(instant, zone);
  return instantOf({ year, month, day, minute: minuteOfDay }, zone);
}

/** How far the zone is ahead of UTC at that instant, in milliseconds. */
export function zoneOffsetMs(instant: Date, zone = defaultZone): number {
  return offsetMs(instant, zone);
}

type LocalTime = { year: number; month: number; day: number; hour?: number; minute?: number; second?: number };

/** The instant of a local time: guessed with the offset found at the same time in UTC, then corrected once with the offset found there. */
function instantOf({ year, month, day, hour = 0, minute = 0, second = 0 }: LocalTime, zone: string): Date {
  const utc = Date.UTC(year, month - 1, day, hour, minute, second);
  const guess = utc - offsetMs(new Date(utc), zone);
  return new Date(utc - offsetMs(new Date(guess), zone));
}

function offsetMs(instant: Date, zone: string): number {
  const p = partsOf(instant, zone);
  const local = Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute, p.second);
  return local - Math.floor(instant.getTime() / 1000) * 1000;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function partsOf(instant: Date, zone: string) {
  let format = formats.get(zone);
  if (!format) {
    const numeric = {
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    } as const;
    format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hourCycle: "h23", ...numeric });
    formats.set(zone, format);
  }
  const found = Object.fromEntries(format.formatToParts(instant).map((part) => [part.type, Number(part.value)]));
  const of = (name: string) => found[name] ?? 0;
  return {
    year: of("year"),
    month: of("month"),
    day: of("day"),
    hour: of("hour"),
    minute: of("minute"),
    second: of("second"),
  };
}

const pad = (value: number, width = 2) => String(value).padStart(width, "0");
