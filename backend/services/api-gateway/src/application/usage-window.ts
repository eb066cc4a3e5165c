export type UsageWindowJson = { weekdays: number[]; from: string; to: string };

/** `1234567 23:00-05:00`, as services write it; empty: at any time. */
export function windowOfText(text: string): UsageWindowJson | null {
  if (text === "") return null;
  const [, days = "", from, to] = /^([1-7]+) (\d\d:\d\d)-(\d\d:\d\d)$/.exec(text) ?? [];
  if (!from || !to) throw new Error(`a bundle's hours cannot be read: ${text}`);
  return { weekdays: Array.from(days, Number), from, to };
}

export const windowOfMinutes = (window: {
  weekdays: readonly number[];
  fromMinute: number;
  toMinute: number;
}): UsageWindowJson => ({
  weekdays: [...window.weekdays],
  from: clockText(window.fromMinute),
  to: clockText(window.toMinute),
});

const clockText = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
