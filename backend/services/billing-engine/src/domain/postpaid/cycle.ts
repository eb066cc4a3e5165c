import { dateInMonth, type LocalDate, monthNumber } from "@beacom/time";

/** Days from the first to the last, which is not one of them. */
export type Span = { readonly from: LocalDate; readonly to: LocalDate };

/** Every so many months, on a day that every month has, or on its last one. */
export type Cycle = {
  readonly months: number;
  readonly day: number | "last";
  /** A day of the first cycle. It says which months begin one, when there are several to a cycle. */
  readonly from: LocalDate;
};

/** What is invoiced together. It is less than the whole cycle when a customer joins in the middle of it; prices are for the whole. */
export type Period = Span & { readonly whole: Span };

export const isCycle = ({ months, day }: Pick<Cycle, "months" | "day">): boolean =>
  Number.isSafeInteger(months) &&
  months >= 1 &&
  months <= 60 &&
  (day === "last" || (Number.isSafeInteger(day) && day >= 1 && day <= 28));

/** The whole cycle that the day is in. */
export function cycleAround({ months, day, from }: Cycle, date: LocalDate): Span {
  const first = monthOfBoundary(day, from);
  const since = monthOfBoundary(day, date) - first;
  const start = first + Math.floor(since / months) * months;
  return { from: dateInMonth(start, day), to: dateInMonth(start + months, day) };
}

/** The period that begins on the day, and ends with the cycle. */
export function periodOf(cycle: Cycle, date: LocalDate): Period {
  const whole = cycleAround(cycle, date);
  return { from: date, to: whole.to, whole };
}

/** The first day after so many cycles, counted from the one that the day is in. */
export function afterCycles(cycle: Cycle, date: LocalDate, count: number): LocalDate {
  let end = date;
  for (let done = 0; done < count; done++) end = cycleAround(cycle, end).to;
  return end;
}

export const overlap = (a: Span, b: { readonly from: LocalDate; readonly to: LocalDate | null }): Span | undefined => {
  const from = a.from > b.from ? a.from : b.from;
  const to = b.to !== null && b.to < a.to ? b.to : a.to;
  return from < to ? { from, to } : undefined;
};

function monthOfBoundary(day: number | "last", date: LocalDate): number {
  const month = monthNumber(date);
  return dateInMonth(month, day) <= date ? month : month - 1;
}
