/** RFC 5080 section 2.2.1: the first wait is about 2 s, each later one about twice the one before, each by its own chance of ±10 %. */
export type RetransmissionPlan = {
  readonly firstWaitMs: number;
  readonly mostWaitMs: number;
  readonly mostAttempts: number;
  readonly mostTotalMs: number;
};

export const retransmissionPlan: RetransmissionPlan = {
  firstWaitMs: 2_000,
  mostWaitMs: 16_000,
  mostAttempts: 5,
  mostTotalMs: 30_000,
};

/** How long to wait for an answer after each sending; `chance` gives numbers from 0 to 1. */
export function waitsOf(plan: RetransmissionPlan, chance: () => number): readonly number[] {
  const waits: number[] = [];
  let total = 0;
  let wait = plan.firstWaitMs * jitter(chance);
  while (waits.length < plan.mostAttempts && total < plan.mostTotalMs) {
    const bounded = Math.min(wait, plan.mostTotalMs - total);
    waits.push(bounded);
    total += bounded;
    wait = wait * 2 * jitter(chance);
    if (wait > plan.mostWaitMs) wait = plan.mostWaitMs * jitter(chance);
  }
  return waits;
}

function jitter(chance: () => number): number {
  return 0.9 + chance() * 0.2;
}
