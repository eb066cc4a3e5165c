import { InvalidArgumentError } from "commander";

/** `2026-01-31`, from its first instant on this machine's clock. */
export const readFirstDay = (text: string): Date => dayOf(text, 0);
/** `2026-01-31`, the whole day included. */
export const readLastDay = (text: string): Date => dayOf(text, 1);

function dayOf(text: string, daysLater: number): Date {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim()) ?? [];
  const wanted = new Date(Number(year), Number(month) - 1, Number(day));
  if (Number.isNaN(wanted.getTime()) || wanted.getMonth() !== Number(month) - 1)
    throw new InvalidArgumentError("a day is 2026-01-31.");
  return new Date(Number(year), Number(month) - 1, Number(day) + daysLater);
}
