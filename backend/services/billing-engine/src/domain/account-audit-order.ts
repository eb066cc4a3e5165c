import { localMinute } from "@beacom/time";
import type { Deduction } from "#domain/account-event";
import { type AuditedBundle, leftOf } from "#domain/audited-bundle";

type Interval = { readonly from: Date; readonly to: Date };
type Use = {
  readonly at: Date;
  /** When it was used; undefined for a member's use of shared bundles, of which the owner's history does not say it. */
  readonly during: Interval | undefined;
  readonly octetsReserved: (bundleId: string) => bigint;
};

/** A later-expiring bundle is never used while an earlier one that may be used has something left. */
export function useInOrder(
  deductions: readonly Deduction[],
  bundles: ReadonlyMap<string, AuditedBundle>,
  use: Use,
): string[] {
  const taken = new Map(deductions.map(({ bundleId, octets }) => [bundleId, octets]));
  return deductions.flatMap(({ bundleId }) => {
    const bundle = bundles.get(bundleId);
    if (!bundle) return [`${bundleId} was charged and is not open`];
    if (bundle.expiresAt <= use.at) return [`${bundleId} was charged after its expiry`];
    if (!use.during && !bundle.isShared) return [`${bundleId} is not shared and was charged for a member`];
    if (openness(bundle, use.during) === "never") return [`${bundleId} was charged outside its window`];
    return [...bundles]
      .filter(([, other]) => other.expiresAt < bundle.expiresAt && other.expiresAt > use.at)
      .filter(([, other]) => mayBeUsed(other, bundle, use))
      .filter(([id, other]) => leftOf(other) - (taken.get(id) ?? 0n) > use.octetsReserved(id))
      .map(([id]) => `${bundleId} was charged although ${id} expires earlier`);
  });
}

function mayBeUsed(other: AuditedBundle, instead: AuditedBundle, { during }: Use): boolean {
  // Whatever was eligible when it was used, one that was bought no later was eligible too.
  const wasBought = other.activatedAt <= (during?.to ?? instead.activatedAt);
  return wasBought && (during !== undefined || other.isShared) && openness(other, during) === "always";
}

const longestWalkMs = 86_400_000;
const minuteMs = 60_000;

/**
 * Whether a bundle's window was open during the whole of an interval, or during none of it, by walking through its minutes. Where it was
 * open for a part, nobody knows when within it the octets were used, and nothing is judged.
 */
function openness({ window, zone }: AuditedBundle, during: Interval | undefined): "always" | "never" | "partly" {
  if (!window) return "always";
  if (!during || during.to.getTime() - during.from.getTime() > longestWalkMs) return "partly";
  const { weekdays, fromMinute, toMinute } = window;
  const minutes = fromMinute < toMinute ? toMinute - fromMinute : 1_440 - fromMinute + toMinute;
  const isOpenAt = (instant: Date) => {
    const { weekday, minute } = localMinute(instant, zone);
    // In minutes since Monday, a window of a weekday begins at one place and is so many minutes long; Sunday's may reach into Monday.
    return weekdays.some((day) => {
      const since = (weekday - day) * 1_440 + minute - fromMinute;
      return ((since % 10_080) + 10_080) % 10_080 < minutes;
    });
  };
  const seen = new Set([isOpenAt(during.to)]);
  for (let ms = during.from.getTime(); ms < during.to.getTime() && seen.size < 2; ms = nextMinute(ms))
    seen.add(isOpenAt(new Date(ms)));
  if (seen.size === 2) return "partly";
  return seen.has(true) ? "always" : "never";
}

const nextMinute = (ms: number) => (Math.floor(ms / minuteMs) + 1) * minuteMs;
