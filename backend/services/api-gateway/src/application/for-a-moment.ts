/** What everybody asks for and seldom changes: loaded once for all who ask within this time. A failure is nobody else's. */
export function forAMoment<T>(load: () => Promise<T>, options: { ms: number; clock: () => number }): () => Promise<T> {
  let last: { value: Promise<T>; untilMs: number } | undefined;
  return () => {
    const nowMs = options.clock();
    if (last && nowMs < last.untilMs) return last.value;
    const mine = { value: load(), untilMs: nowMs + options.ms };
    last = mine;
    mine.value.catch(() => {
      if (last === mine) last = undefined;
    });
    return mine.value;
  };
}
