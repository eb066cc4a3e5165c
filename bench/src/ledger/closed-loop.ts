export type Measured = {
  /** Done, not refused, for each second. */
  readonly rate: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** From the first answer to the last, warm-up and all. */
  readonly answered: { readonly done: number; readonly refused: number };
};

/** So many callers, each of which asks again when it was answered. */
export async function closedLoop(options: {
  readonly callers: number;
  readonly seconds: number;
  readonly warmupSeconds: number;
  readonly once: (caller: number) => Promise<"done" | "refused">;
}): Promise<Measured> {
  const { callers, once } = options;
  const begin = performance.now() + options.warmupSeconds * 1000;
  const end = begin + options.seconds * 1000;
  const answered = { done: 0, refused: 0 };
  const latencies: number[] = [];
  let counted = 0;
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      for (;;) {
        const asked = performance.now();
        if (asked >= end) return;
        const answer = await once(caller);
        answered[answer]++;
        const now = performance.now();
        if (now < begin || now >= end) continue;
        latencies.push(now - asked);
        if (answer === "done") counted++;
      }
    }),
  );
  latencies.sort((a, b) => a - b);
  const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? Number.NaN;
  return { rate: counted / options.seconds, p50Ms: at(0.5), p99Ms: at(0.99), answered };
}
