import { isDeepStrictEqual } from "node:util";
import { ok, type Result, refuse } from "@beacom/result";

/** Vouchers of a batch are numbered from 1. Both ends belong to the range. */
export type OrdinalRange = { readonly first: number; readonly last: number };
export type RangesRefusal = { readonly kind: "vouchers-not-named" | "vouchers-not-in-batch" | "vouchers-named-twice" };

const mostRanges = 1_000;

/** The ranges in order, if each lies within the batch and none is named twice. */
export function checkRanges(
  ranges: readonly OrdinalRange[],
  count: number,
): Result<readonly OrdinalRange[], RangesRefusal> {
  if (ranges.length === 0 || ranges.length > mostRanges) return refuse({ kind: "vouchers-not-named" });
  const sorted = ranges.toSorted((a, b) => a.first - b.first);
  let before = 0;
  for (const { first, last } of sorted) {
    if (!Number.isInteger(first) || !Number.isInteger(last) || first < 1 || last > count || last < first)
      return refuse({ kind: "vouchers-not-in-batch" });
    if (first <= before) return refuse({ kind: "vouchers-named-twice" });
    before = last;
  }
  return ok(sorted.map(({ first, last }) => ({ first, last })));
}

/** Whether an event, as it is stored, named these ranges, in whatever order they are named now. */
export const isSameRanges =
  (ranges: readonly OrdinalRange[]) =>
  (stored: unknown): boolean =>
    isDeepStrictEqual(
      (stored as { readonly ranges?: unknown }).ranges,
      ranges.map(({ first, last }) => ({ first, last })).sort((a, b) => a.first - b.first),
    );

export const countIn = (ranges: readonly OrdinalRange[]): number =>
  ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);

export function* ordinalsIn(ranges: readonly OrdinalRange[]): Generator<number> {
  for (const { first, last } of ranges) for (let ordinal = first; ordinal <= last; ordinal++) yield ordinal;
}
