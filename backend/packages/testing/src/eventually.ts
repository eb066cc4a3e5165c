import { setTimeout as sleep } from "node:timers/promises";

/** Repeats a check until it does not throw; the last failure is thrown when the time is over. */
export async function eventually(
  check: () => Promise<void> | void,
  options: { withinMs?: number } = {},
): Promise<void> {
  const deadline = Date.now() + (options.withinMs ?? 10_000);
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await sleep(20);
  }
}
