import { atLocalMinute, localMinute } from "@beacom/time";

/** When an allowance may be used, in local time: on these days (Monday is 1) from a minute of the day to another; past midnight if it is not later. */
export type UsageWindow = {
  readonly weekdays: readonly number[];
  readonly fromMinute: number;
  readonly toMinute: number;
};

const minutesOfDay = 1_440;

export const isWindow = ({ weekdays, fromMinute, toMinute }: UsageWindow): boolean =>
  weekdays.length > 0 &&
  new Set(weekdays).size === weekdays.length &&
  weekdays.every((day) => Number.isInteger(day) && day >= 1 && day <= 7) &&
  [fromMinute, toMinute].every((minute) => Number.isInteger(minute) && minute >= 0 && minute <= minutesOfDay) &&
  fromMinute < minutesOfDay &&
  fromMinute !== toMinute;

export const windowText = ({ weekdays, fromMinute, toMinute }: UsageWindow): string =>
  `${weekdays.join("")} ${clockText(fromMinute)}-${clockText(toMinute)}`;

/** What `windowText` wrote; undefined for anything else. */
export function windowOfText(text: string): UsageWindow | undefined {
  const match = /^([1-7]+) (\d\d):(\d\d)-(\d\d):(\d\d)$/.exec(text);
  if (!match) return undefined;
  const [, weekdays = "", ...clock] = match;
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = clock.map(Number);
  const window = {
    weekdays: weekdays.split("").map(Number),
    fromMinute: fromHour * 60 + fromMinute,
    toMinute: toHour * 60 + toMinute,
  };
  return isWindow(window) ? window : undefined;
}

const clockText = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

/** Whether it is open at that instant. The night of Saturday that begins at 23:00 is Saturday's until it ends on Sunday. */
export function isOpen({ weekdays, fromMinute, toMinute }: UsageWindow, at: Date, zone: string): boolean {
  const { minute, weekday } = localMinute(at, zone);
  const yesterday = weekday === 1 ? 7 : weekday - 1;
  if (fromMinute < toMinute) return weekdays.includes(weekday) && minute >= fromMinute && minute < toMinute;
  return (weekdays.includes(weekday) && minute >= fromMinute) || (weekdays.includes(yesterday) && minute < toMinute);
}

/** Every instant after `from` and before `to` at which one of these windows may open or close, in order. */
export function edgesBetween(windows: readonly UsageWindow[], from: Date, to: Date, zone: string): Date[] {
  const edges = new Set<number>();
  const minutes = new Set(windows.flatMap(({ fromMinute, toMinute }) => [fromMinute, toMinute]));
  for (let day = atLocalMinute(from, 0, zone); day < to; day = atLocalMinute(day, minutesOfDay, zone)) {
    for (const minute of minutes) {
      const edge = atLocalMinute(day, minute, zone);
      if (edge > from && edge < to) edges.add(edge.getTime());
    }
  }
  return [...edges].sort((a, b) => a - b).map((edge) => new Date(edge));
}
