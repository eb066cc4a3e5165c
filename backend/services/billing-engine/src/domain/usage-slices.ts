import { type Bundle, isInWindow } from "#domain/bundle";
import { edgesBetween } from "#domain/usage-window";

/** So many of a report's octets, and the instant that stands for when they were used. */
export type UsageSlice = { readonly at: Date; readonly octets: bigint };

/**
 * Divides a report's octets where a window of one of these bundles opens or closes between the report before and this one, in proportion
 * to the time on each side: nobody knows when within the interval they were used. The parts add up to the whole.
 */
export function usageSlices(
  octets: bigint,
  { from, to, bundles }: { readonly from: Date; readonly to: Date; readonly bundles: readonly Bundle[] },
): UsageSlice[] {
  const windowed = bundles.filter(({ allowance }) => allowance.window !== null);
  if (windowed.length === 0 || octets === 0n) return [{ at: to, octets }];
  // The end itself belongs to what comes after; what was used until a window closed at that instant was used within it.
  if (from >= to) return [{ at: to, octets }];
  const edges = [from, ...edgesOf(windowed, from, to), to];
  const byWindows = new Map<string, { at: Date; ms: bigint }>();
  for (let i = 0; i + 1 < edges.length; i++) {
    const [start, end] = [edges[i]!, edges[i + 1]!];
    const open = windowed.map((bundle) => (isInWindow(bundle, start) ? "1" : "0")).join("");
    const known = byWindows.get(open);
    const ms = BigInt(end.getTime() - start.getTime());
    byWindows.set(open, { at: known?.at ?? start, ms: (known?.ms ?? 0n) + ms });
  }
  return divided(octets, [...byWindows.values()]);
}

function edgesOf(bundles: readonly Bundle[], from: Date, to: Date): Date[] {
  const edges = new Map<number, Date>();
  for (const zone of new Set(bundles.map(({ plan }) => plan.zone))) {
    const windows = bundles.flatMap(({ plan, allowance }) =>
      plan.zone === zone && allowance.window ? [allowance.window] : [],
    );
    for (const edge of edgesBetween(windows, from, to, zone)) edges.set(edge.getTime(), edge);
  }
  return [...edges.values()].sort((a, b) => a.getTime() - b.getTime());
}

/** By cumulative rounding down, so that the last part takes what is over. */
function divided(octets: bigint, parts: readonly { readonly at: Date; readonly ms: bigint }[]): UsageSlice[] {
  const whole = parts.reduce((sum, { ms }) => sum + ms, 0n);
  let ms = 0n;
  let given = 0n;
  return parts.flatMap((part) => {
    ms += part.ms;
    const due = (octets * ms) / whole;
    const slice = { at: part.at, octets: due - given };
    given = due;
    return slice.octets > 0n ? [slice] : [];
  });
}
