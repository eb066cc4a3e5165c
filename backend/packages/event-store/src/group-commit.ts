import { isConnectionLoss } from "@beacom/postgres";
import type { Result } from "@beacom/result";
import type { Appended, AppendRefusal, Command } from "#event";

type Answer = Result<Appended, AppendRefusal>;
type Waiting = { command: Command; resolve: (answer: Answer) => void; reject: (error: unknown) => void };

const largestBatch = { commands: 500, events: 2_000 };

/** While one batch is being committed, the next one gathers: the busier the store, the fewer commits per command. */
export class GroupCommit {
  readonly #write: (commands: readonly Command[]) => Promise<Answer[]>;
  readonly #queue: Waiting[] = [];
  #pump: Promise<void> | undefined;
  #closed = false;

  constructor(write: (commands: readonly Command[]) => Promise<Answer[]>) {
    this.#write = write;
  }

  add(command: Command): Promise<Answer> {
    if (this.#closed) return Promise.reject(new Error("the event store is closed"));
    return new Promise((resolve, reject) => {
      this.#queue.push({ command, resolve, reject });
      this.#pump ??= this.#run();
    });
  }

  /** Answers what is queued, then takes nothing more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#pump;
  }

  async #run(): Promise<void> {
    // Callers of the same turn share the first batch.
    await Promise.resolve();
    while (this.#queue.length > 0) await this.#commit(this.#nextBatch());
    this.#pump = undefined;
  }

  #nextBatch(): Waiting[] {
    let events = 0;
    let count = 0;
    for (const { command } of this.#queue) {
      events += command.writes.reduce((sum, write) => sum + write.events.length, 0);
      if (count > 0 && (count >= largestBatch.commands || events > largestBatch.events)) break;
      count++;
    }
    return this.#queue.splice(0, count);
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    let answers: Answer[];
    try {
      answers = await this.#write(batch.map(({ command }) => command));
    } catch (error) {
      // After a lost connection nobody knows whether the commit happened: each caller asks again with its key.
      if (batch.length === 1 || isConnectionLoss(error)) {
        for (const { reject } of batch) reject(error);
        return;
      }
      // One of them (its projection, its data) broke the transaction: halves, until it is alone.
      const middle = batch.length >> 1;
      await this.#commit(batch.slice(0, middle));
      await this.#commit(batch.slice(middle));
      return;
    }
    for (const [index, { resolve }] of batch.entries()) resolve(answers[index]!);
  }
}
