/**
 * Many callers, one commit: while one batch is being committed the next one gathers, so a burst costs a few transactions and not thousands.
 * Each caller is answered after the commit that holds its item. Waiting is bounded: beyond it the caller is refused at once.
 */
export type GroupCommit<Item, Answer> = { add(item: Item, size: number): Promise<Answer>; idle(): Promise<void> };

export class TooManyWaiting extends Error {}
export class CommitTookTooLong extends Error {}

type Waiting<Item, Answer> = {
  item: Item;
  size: number;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
};

export function groupCommit<Item, Answer>(options: {
  commit(items: readonly Item[]): Promise<readonly Answer[]>;
  maxItems: number;
  maxWaitingSize: number;
  deadlineMs: number;
}): GroupCommit<Item, Answer> {
  let waiting: Waiting<Item, Answer>[] = [];
  let waitingSize = 0;
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, options.maxItems);
      waiting = waiting.slice(options.maxItems);
      try {
        const answers = await options.commit(batch.map(({ item }) => item));
        for (const [i, each] of batch.entries()) each.resolve(answers[i]!);
      } catch (error) {
        for (const each of batch) each.reject(error);
      } finally {
        for (const each of batch) waitingSize -= each.size;
      }
    }
    running = undefined;
  }

  return {
    add(item, size) {
      if (waitingSize + size > options.maxWaitingSize) return Promise.reject(new TooManyWaiting());
      waitingSize += size;
      return new Promise((resolve, reject) => {
        // Whoever asks gets an answer in time. The commit may still happen afterwards, which is harmless: a repeat is recognised.
        const timer = setTimeout(() => reject(new CommitTookTooLong()), options.deadlineMs);
        const settle =
          <Value>(act: (value: Value) => void) =>
          (value: Value) => {
            clearTimeout(timer);
            act(value);
          };
        waiting.push({ item, size, resolve: settle(resolve), reject: settle(reject) });
        // One turn of the event loop lets everything that has already arrived into the first batch.
        running ??= new Promise<void>((next) => setImmediate(next)).then(run);
      });
    },
    async idle() {
      await running;
    },
  };
}
