import { localMoment } from "@beacom/i18n";

const dayMs = 86_400_000;

/** A day in the operator's zone, `2026-12-07`. */
export function dayOf(at: Date): string {
  const { year, month, day } = localMoment(at);
  return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

/** Three months back, of which everybody's bank wants a statement. */
export const lastThreeMonths = (now: Date): { from: string; to: string } => ({
  from: dayOf(new Date(now.getTime() - 92 * dayMs)),
  to: dayOf(now),
});
