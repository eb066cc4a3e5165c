import { zoneOffsetMs } from "#zone";

/** A day on the calendar, `2026-11-22`, wherever that day is. Days compare as text. */
export type LocalDate = `${number}-${number}-${number}`;

const dayMs = 86_400_000;

/** Whether this is a day that exists: 29 February does every fourth year. */
export function isLocalDate(text: string): text is LocalDate {
  return /^\d{4}-\d\d-\d\d$/.test(text) && dateOfDay(dayNumber(text as LocalDate)) === text;
}

/** Days since 1 January 1970. */
export function dayNumber(date: LocalDate): number {
  return Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10))) / dayMs;
}

export const dateOfDay = (day: number): LocalDate => {
  const time = day * dayMs;
  return Math.abs(time) <= 8.64e15 ? (new Date(time).toISOString().slice(0, 10) as LocalDate) : "0000-00-00";
};

/** How many days from the first to the second, which is not counted itself: from 1 to 31 January there are 30. */
export const daysBetween = (from: LocalDate, to: LocalDate): number => dayNumber(to) - dayNumber(from);

export const datePlusDays = (date: LocalDate, days: number): LocalDate => dateOfDay(dayNumber(date) + days);

/** Months since the year 0, so that they can be counted. */
export const monthNumber = (date: LocalDate): number => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;

/** A day of a month; the month's last day where the month is shorter. */
export function dateInMonth(month: number, day: number | "last"): LocalDate {
  const year = Math.floor(month / 12);
  const lastDay = new Date(Date.UTC(year, month - year * 12 + 1, 0)).getUTCDate();
  const found = day === "last" ? lastDay : Math.min(day, lastDay);
  return `${pad(year, 4)}-${pad(month - year * 12 + 1)}-${pad(found)}` as LocalDate;
}

/** The same day so many months later; the month's last day where it has no such day. */
export const datePlusMonths = (date: LocalDate, months: number): LocalDate =>
  dateInMonth(monthNumber(date) + months, Number(date.slice(8, 10)));

/** The instant at which the day begins in the zone. */
export function startOfDate(date: LocalDate, zone?: string): Date {
  const utc = dayNumber(date) * dayMs;
  const guess = utc - zoneOffsetMs(new Date(utc), zone);
  return new Date(utc - zoneOffsetMs(new Date(guess), zone));
}

const pad = (value: number, width = 2) => String(value).padStart(width, "0");
