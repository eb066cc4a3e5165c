/** Lets so many through each second, one NAS apart from the other: small routers lose CoA requests that come faster. */
export function openPace(deps: {
  nowMs: () => number;
  pause: (ms: number) => Promise<void>;
}): (nasId: string, perSecond: number, signal: AbortSignal) => Promise<void> {
  const nextAtMs = new Map<string, number>();
  return async (nasId, perSecond, signal) => {
    const now = deps.nowMs();
    const next = Math.max(now - burstMs, nextAtMs.get(nasId) ?? 0);
    nextAtMs.set(nasId, next + 1_000 / perSecond);
    if (next > now) await deps.pause(next - now);
    if (signal.aborted) throw new Error("superseded");
  };
}

/** Who was quiet may begin with what a tenth of a second allows. */
const burstMs = 100;
