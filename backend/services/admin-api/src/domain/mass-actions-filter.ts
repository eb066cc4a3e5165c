import { ok, type Result, refuse } from "@beacom/result";

/** All that is not null holds of those who are chosen. */
export type CustomerFilter = {
  readonly planId: string | null;
  readonly serviceLevel: "full" | "throttled" | "walled-garden" | "blocked" | null;
  readonly isRestricted: boolean | null;
  readonly availableAtLeastCents: bigint | null;
  readonly availableAtMostCents: bigint | null;
  /** Of the session seen last. */
  readonly nasName: string | null;
  readonly seenSince: Date | null;
  readonly notSeenSince: Date | null;
};
export type FilterRefusal = { readonly kind: "filter-too-wide" | "filter-contradicts-itself" };

/** What is asked of the books first chooses the list; where and when somebody was seen is then asked of each. */
export function checkFilter(filter: CustomerFilter): Result<CustomerFilter, FilterRefusal> {
  const { planId, serviceLevel, isRestricted, availableAtLeastCents: least, availableAtMostCents: most } = filter;
  if ([planId, serviceLevel, isRestricted, least, most].every((part) => part === null))
    return refuse({ kind: "filter-too-wide" });
  const { seenSince, notSeenSince } = filter;
  const isNeverBoth = seenSince !== null && notSeenSince !== null && notSeenSince <= seenSince;
  if (isNeverBoth || (least !== null && most !== null && least > most))
    return refuse({ kind: "filter-contradicts-itself" });
  return ok(filter);
}

export const asksForSessions = ({ nasName, seenSince, notSeenSince }: CustomerFilter): boolean =>
  nasName !== null || seenSince !== null || notSeenSince !== null;

/** Undefined: never seen at all. */
export type LastSeen = { readonly nasName: string; readonly at: Date } | undefined;

export function isChosen({ nasName, seenSince, notSeenSince }: CustomerFilter, seen: LastSeen): boolean {
  if (nasName !== null && seen?.nasName !== nasName) return false;
  if (seenSince !== null && (seen === undefined || seen.at < seenSince)) return false;
  return notSeenSince === null || seen === undefined || seen.at < notSeenSince;
}
