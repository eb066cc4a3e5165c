import type { Sql } from "@beacom/postgres";
import type { Result } from "@beacom/result";
import type { Link } from "#chain";
import type { Appended, AppendRefusal } from "#event";
import { type BatchPlan, type Known, planBatch } from "#plan-batch";
import type { ReadyCommand } from "#ready-command";
import { type Project, type Turn, writeLocked, writePlanned } from "#write-batch";

export type Answer = Result<Appended, AppendRefusal>;

const longestCaution = 64;

/**
 * Writes batches. As long as nobody else writes, it knows the last event, so it plans a batch on that without asking, even while the one
 * before is being committed; the database finds out if that was wrong. Then, and for a while after it, batches are planned under the lock.
 */
export class BatchWriter {
  readonly #sql: Sql;
  readonly #project: Project | undefined;
  /** Planned and not committed yet, in order. */
  readonly #ahead = new Set<BatchPlan>();
  /** The last event when all of them are committed. */
  #last: Link | undefined;
  /** Whether the last of them is written: the next one is sent when that is known. */
  #appended: Promise<boolean> = Promise.resolve(true);
  /** How many batches are still to be planned under the lock, and how many after the next surprise. */
  #cautious = 0;
  #caution = 1;

  constructor(sql: Sql, project: Project | undefined) {
    this.#sql = sql;
    this.#project = project;
  }

  /** Whether a batch can be planned while another is being committed. */
  get plansAhead(): boolean {
    return this.#last !== undefined && this.#cautious === 0;
  }

  async write(commands: readonly ReadyCommand[]): Promise<readonly Answer[]> {
    if (this.#last && this.#cautious === 0) {
      const plan = planBatch(commands, this.#known(this.#last));
      // Refusals alone are not compared by anybody.
      if (plan.carriedOut.size > 0 && (await this.#writeAhead(plan))) return plan.answers;
    }
    return this.#writeLocked(commands);
  }

  async #writeAhead(plan: BatchPlan): Promise<boolean> {
    this.#ahead.add(plan);
    this.#last = plan.last;
    const { promise, resolve: appended } = Promise.withResolvers<boolean>();
    const turn: Turn = { before: this.#appended, appended };
    this.#appended = promise;
    let asPlanned: boolean | undefined;
    try {
      asPlanned = await writePlanned(this.#sql, plan, this.#project, turn);
    } finally {
      appended(false);
      this.#ahead.delete(plan);
      if (!asPlanned) this.#forget();
    }
    if (asPlanned) {
      this.#caution = 1;
    } else {
      this.#cautious = this.#caution;
      this.#caution = Math.min(2 * this.#caution, longestCaution);
    }
    return asPlanned;
  }

  async #writeLocked(commands: readonly ReadyCommand[]): Promise<readonly Answer[]> {
    this.#forget();
    const plan = await writeLocked(this.#sql, commands, this.#project);
    this.#last = plan.last;
    this.#appended = Promise.resolve(true);
    if (this.#cautious > 0) this.#cautious--;
    return plan.answers;
  }

  /** What was planned on something wrong is wrong too: nobody may be refused for it. */
  #forget(): void {
    this.#last = undefined;
    this.#ahead.clear();
  }

  #known(last: Link): Known {
    const ahead = [...this.#ahead].toReversed();
    return {
      last,
      isCarriedOut: (key) => ahead.some(({ carriedOut }) => carriedOut.has(key)),
      versionOf(stream) {
        for (const { versions } of ahead) {
          const version = versions.get(stream);
          if (version !== undefined) return version;
        }
        return undefined;
      },
    };
  }
}
