import { ok, type Result, refuse } from "@beacom/result";
import { instantOf } from "#values/local-time";

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"] as const;

/**
 * FreeRADIUS' Expiration: "13 Dec 2027", "Dec 13 2027" or "2027 Dec 13", with a time ("10:00" or "10:00:00") or from
 * midnight, in the local time of its server; or seconds since 1970. An ISO date is none: FreeRADIUS refuses every login
 * of whoever has one.
 */
export function readExpiration(text: string, zone: string): Result<Date, { kind: "not-a-date" }> {
  if (/^\d{1,12}$/.test(text)) return ok(new Date(Number(text) * 1000));
  const words = text.split(/[ \t]+/).filter((word) => word !== "");
  const times = words.filter((word) => word.includes(":"));
  const dates = words.filter((word) => !word.includes(":"));
  const month = dates.findIndex((word) => /^[a-z]/i.test(word));
  if (times.length > 1 || dates.length !== 3 || month === -1) return notADate;
  const monthNumber = months.findIndex((name) => dates[month]!.toLowerCase().startsWith(name)) + 1;
  const [first, second] = dates.filter((_, i) => i !== month).map(numberOf);
  const [, hour, minute, second_ = "0"] = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?$/.exec(times[0] ?? "0:0:0") ?? [];
  if (monthNumber === 0 || first === undefined || second === undefined || hour === undefined) return notADate;
  // Two digits for a year would leave open which is the day.
  const [year, day] = first >= 1900 ? [first, second] : [second, first];
  if (year < 1900 || year > 9999) return notADate;
  const time = { hour: Number(hour), minute: Number(minute), second: Number(second_) };
  const instant = instantOf({ year, month: monthNumber, day, ...time }, zone);
  return instant === undefined ? notADate : ok(instant);
}

const notADate: Result<never, { kind: "not-a-date" }> = refuse({ kind: "not-a-date" });

const numberOf = (word: string): number | undefined => (/^\d{1,4}$/.test(word) ? Number(word) : undefined);
