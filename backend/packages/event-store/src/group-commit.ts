import { isConnectionLoss } from "@beacom/postgres";
import type { Answer } from "#batch-writer";
import type { ReadyCommand } from "#ready-command";

export type Writer = {
  /** Whether it can begin with a batch while it is still at another. */
  readonly plansAhead: boolean;
  write(commands: readonly ReadyCommand[]): Promise<readonly Answer[]>;
};
type Waiting = {
  readonly command: ReadyCommand;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
};

const largestBatch = { commands: 500, events: 2_000 };

/** While one batch is being committed, the next one gathers: the busier the store, the fewer commits per command. */
export class GroupCommit {
  readonly #writer: Writer;
  readonly #worthHalving: number;
  readonly #queue: Waiting[] = [];
  #batches = 0;
  #commandsUnderWay = 0;
  #starting = false;
  #closed = false;
  #idle: (() => void)[] = [];

  /**
   * A transaction costs about as much by itself as writing `worthHalving` commands: when fewer wait, one batch of all is faster than two
   * halves side by side.
   */
  constructor(writer: Writer, worthHalving: number) {
    this.#writer = writer;
    this.#worthHalving = worthHalving;
  }

  add(command: ReadyCommand): Promise<Answer> {
    if (this.#closed) return Promise.reject(new Error("the event store is closed"));
    return new Promise((resolve, reject) => {
      this.#queue.push({ command, resolve, reject });
      this.#startSoon();
    });
  }

  /** Answers what is queued, then takes nothing more. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#batches > 0 || this.#queue.length > 0) await new Promise<void>((done) => this.#idle.push(done));
  }

  /** Whoever asks in this turn of the event loop shares the batch: those that were answered together ask again together. */
  #startSoon(): void {
    if (this.#starting) return;
    this.#starting = true;
    setImmediate(() => {
      this.#starting = false;
      while (this.#mayStart()) void this.#run(this.#nextBatch());
    });
  }

  #mayStart(): boolean {
    if (this.#queue.length === 0) return false;
    if (this.#batches === 0) return true;
    return this.#batches === 1 && this.#queue.length >= this.#worthHalving && this.#writer.plansAhead;
  }

  async #run(batch: readonly Waiting[]): Promise<void> {
    this.#batches++;
    this.#commandsUnderWay += batch.length;
    await this.#commit(batch);
    this.#batches--;
    this.#commandsUnderWay -= batch.length;
    if (this.#queue.length > 0) this.#startSoon();
    else if (this.#batches === 0) for (const done of this.#idle.splice(0)) done();
  }

  /** Half of all that wait, so that the other half is planned while this one is written. */
  #nextBatch(): Waiting[] {
    const all = this.#queue.length + this.#commandsUnderWay;
    const most = Math.min(largestBatch.commands, Math.max(this.#worthHalving, Math.ceil(all / 2)));
    let events = 0;
    let count = 0;
    for (const { command } of this.#queue) {
      events += command.writes.reduce((sum, write) => sum + write.events.length, 0);
      if (count > 0 && (count >= most || events > largestBatch.events)) break;
      count++;
    }
    return this.#queue.splice(0, count);
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    let answers: readonly Answer[];
    try {
      answers = await this.#writer.write(batch.map(({ command }) => command));
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
