import { dayNames, monthNames } from "#calendar";
import type { Language } from "#language";
import type { Catalogue } from "#message";
import { fill } from "#message";

export const defaultZone = "Africa/Johannesburg";

export type LocalMoment = {
  year: number;
  month: number;
  day: number;
  weekday: number;
  time: string;
  dayNumber: number;
};

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Only digits are asked of Intl; every engine agrees about those. */
export function localMoment(at: Date, zone = defaultZone): LocalMoment {
  let clock = clocks.get(zone);
  if (!clock) {
    clock = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    clocks.set(zone, clock);
  }
  const part = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]));
  const [year, month, day] = [Number(part["year"]), Number(part["month"]), Number(part["day"])] as const;
  const midnight = Date.UTC(year, month - 1, day);
  return {
    year,
    month,
    day,
    weekday: new Date(midnight).getUTCDay(),
    time: `${part["hour"]}:${part["minute"]}`,
    dayNumber: Math.round(midnight / 86_400_000),
  };
}

export const formatTime = (at: Date, zone?: string): string => localMoment(at, zone).time;

type Telling = { now: Date; language: Language; catalogue: Catalogue; zone?: string };

/** `today 18:00`, `Sunday 18:00` within a week on either side, else `12 December 18:00`. */
export function formatMoment(at: Date, { now, language, catalogue, zone }: Telling): string {
  const moment = localMoment(at, zone);
  const today = localMoment(now, zone);
  const days = moment.dayNumber - today.dayNumber;
  if (days === 0) return fill(catalogue["time.today"], { time: moment.time });
  if (days === 1) return fill(catalogue["time.tomorrow"], { time: moment.time });
  if (days === -1) return fill(catalogue["time.yesterday"], { time: moment.time });
  if (Math.abs(days) < 7) return `${dayNames[language][moment.weekday]} ${moment.time}`;
  return `${dayAndMonth(moment, today, language)} ${moment.time}`;
}

/** For "since …": `14:02` when it is today, else as a moment. */
export function formatSince(at: Date, telling: Telling): string {
  const moment = localMoment(at, telling.zone);
  return moment.dayNumber === localMoment(telling.now, telling.zone).dayNumber
    ? moment.time
    : formatMoment(at, telling);
}

/** `Today`, `Yesterday`, `Tuesday`, else `12 November`. */
export function formatDay(at: Date, { now, language, catalogue, zone }: Telling): string {
  const moment = localMoment(at, zone);
  const today = localMoment(now, zone);
  const days = today.dayNumber - moment.dayNumber;
  if (days === 0) return catalogue["time.dayToday"];
  if (days === 1) return catalogue["time.dayYesterday"];
  if (days > 0 && days < 7) return dayNames[language][moment.weekday]!;
  return dayAndMonth(moment, today, language);
}

/** A day that is a day in the operator's zone and no instant, `2026-12-07`: `7 December`. */
export function formatDate(date: string, { now, language, zone }: Omit<Telling, "catalogue">): string {
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  return dayAndMonth({ year, month, day }, localMoment(now, zone), language);
}

/** Hours in which something may be used: `23:00 to 05:00`, `Saturday, Sunday 23:00 to 05:00`. Monday is 1. */
export function formatWindow(
  { weekdays, from, to }: { weekdays: readonly number[]; from: string; to: string },
  { language, catalogue }: Pick<Telling, "language"> & { catalogue: Pick<Catalogue, "time.range"> },
): string {
  const hours = fill(catalogue["time.range"], { from, to });
  if (weekdays.length === 7) return hours;
  const names = weekdays.map((day) => dayNames[language][day % 7]!);
  const [first = "", last = ""] = [names[0], names.at(-1)];
  const row = weekdays.length > 2 && weekdays.every((day, index) => day === weekdays[0]! + index);
  return `${row ? fill(catalogue["time.range"], { from: first, to: last }) : names.join(", ")} ${hours}`;
}

type Day = Pick<LocalMoment, "year" | "month" | "day">;

function dayAndMonth(moment: Day, today: Day, language: Language): string {
  const name = monthNames[language][moment.month - 1];
  return `${moment.day} ${name}${moment.year === today.year ? "" : ` ${moment.year}`}`;
}
