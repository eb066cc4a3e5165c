import { daysBetween } from "@beacom/time";
import type { Span } from "#domain/postpaid/cycle";

/**
 * What a part of a span costs, when all of it costs `wholeCents`.
 *
 * Each part is the difference of two running totals, which are rounded, so the parts of any split add up to the whole to the cent.
 */
export const portion = (wholeCents: bigint, whole: Span, part: Span): bigint => {
  const days = daysBetween(whole.from, whole.to);
  return (
    share(wholeCents, daysBetween(whole.from, part.to), days) -
    share(wholeCents, daysBetween(whole.from, part.from), days)
  );
};

/** So many of so many parts of an amount, rounded to the nearest cent, and half a cent away from zero. */
export function share(cents: bigint, part: bigint | number, whole: bigint | number): bigint {
  const [parts, all] = [BigInt(part), BigInt(whole)];
  if (all <= 0n) throw new Error("a share needs a whole");
  const product = cents * parts;
  const rounded = ((product < 0n ? -product : product) * 2n + all) / (all * 2n);
  return product < 0n ? -rounded : rounded;
}
