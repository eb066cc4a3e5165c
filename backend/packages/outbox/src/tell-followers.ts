import type { Sql } from "@beacom/postgres";

export type Telling = {
  /** Whether the commit that is about to be made tells by itself. If not, it sets `beacom.outbox_told` to `later`. */
  isDue(): boolean;
  /** After the commit: whether it has told, or is still to be told of. */
  committed(told: boolean): void;
};

/**
 * For who commits so often that telling followers of each one would cost more than the commits: the first is told of at once, and those
 * within `everyMs` after it together. A process that ends in between leaves it to the followers' own look at the table, each second.
 */
export function tellFollowers(options: { sql: Sql; everyMs: number; nowMs: () => number }): Telling {
  const { sql, everyMs, nowMs } = options;
  let toldAtMs = Number.NEGATIVE_INFINITY;
  let later: NodeJS.Timeout | undefined;

  function told(): void {
    toldAtMs = nowMs();
    clearTimeout(later);
    later = undefined;
  }

  async function tell(): Promise<void> {
    told();
    // While the database is away there is nobody to tell.
    await sql`select pg_notify(current_schema() || '_outbox', '')`.catch(() => undefined);
  }

  return {
    isDue: () => nowMs() - toldAtMs >= everyMs,
    committed(hasTold) {
      if (hasTold) told();
      else later ??= setTimeout(() => void tell(), everyMs).unref();
    },
  };
}
