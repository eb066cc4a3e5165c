import { datePlusDays, defaultZone, isLocalDate, startOfDate } from "@beacom/time";
import { InvalidArgumentError } from "commander";

/** The operator's: a day of the books begins at its midnight, wherever the command is given. */
export const operatorsZone = (): string => process.env["BEACOM_ZONE"] || defaultZone;

/** `2026-01-31`, from its first instant. */
export const readFirstDay = (text: string): Date => dayOf(text, 0);
/** `2026-01-31`, the whole day included. */
export const readLastDay = (text: string): Date => dayOf(text, 1);

function dayOf(text: string, daysLater: number): Date {
  const day = text.trim();
  if (!isLocalDate(day)) throw new InvalidArgumentError("a day is 2026-01-31.");
  return startOfDate(datePlusDays(day, daysLater), operatorsZone());
}
