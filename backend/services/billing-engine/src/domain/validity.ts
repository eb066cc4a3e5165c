import { addDays, addMonths } from "@beacom/time";

/** How long a bundle lasts. Days, weeks and months are local: a month from the 31st ends on the last day of the next month. */
export type Validity = { readonly count: number; readonly unit: ValidityUnit };
export const validityUnits = ["second", "minute", "hour", "day", "week", "month"] as const;
export type ValidityUnit = (typeof validityUnits)[number];

const secondsOf = { second: 1, minute: 60, hour: 3_600, day: 86_400, week: 604_800, month: 31 * 86_400 } as const;

export function endOf(from: Date, { count, unit }: Validity, zone: string): Date {
  if (unit === "month") return addMonths(from, count, zone);
  if (unit === "day" || unit === "week") return addDays(from, unit === "week" ? count * 7 : count, zone);
  return new Date(from.getTime() + count * secondsOf[unit] * 1000);
}

/** At most so long: a month counts as one of 31 days. */
export const longestSeconds = ({ count, unit }: Validity): number => count * secondsOf[unit];

/** The same length in its largest whole unit. */
export function validityOfSeconds(seconds: bigint): Validity {
  for (const unit of ["day", "hour", "minute"] as const) {
    const each = BigInt(secondsOf[unit]);
    if (seconds % each === 0n) return { count: Number(seconds / each), unit };
  }
  return { count: Number(seconds), unit: "second" };
}
