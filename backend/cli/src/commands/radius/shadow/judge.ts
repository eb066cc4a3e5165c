import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { RadiusHere } from "#commands/radius/here";
import type { Findings } from "#commands/radius/shadow/findings";
import type { CapturedExchange } from "#commands/radius/shadow/pair-exchanges";

export type Judge = {
  /** Resolves when there is room for more. */
  add(exchanges: readonly CapturedExchange[]): Promise<void>;
  /** Sends what there is, and waits for all that was sent. */
  finish(): Promise<void>;
};

const mostAtOnce = 200;
/** So long a few may wait for more of them, when a capture is read live. */
const mostWaitMs = 1_000;

/** Asks the server about exchanges in batches, one batch at a time. */
export function openJudge({ admin }: Pick<RadiusHere, "admin">, findings: Findings, judged: () => void): Judge {
  let waiting: CapturedExchange[] = [];
  let asking: Promise<void> = Promise.resolve();
  let failure: { error: unknown } | undefined;
  let timer: NodeJS.Timeout | undefined;

  function send(): void {
    clearTimeout(timer);
    timer = undefined;
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    asking = asking
      .then(() => ask(batch))
      .catch((error: unknown) => {
        failure ??= { error };
      });
  }

  async function ask(batch: readonly CapturedExchange[]): Promise<void> {
    if (failure) return;
    const exchanges = batch.map(({ source, request, reply, at }) => ({
      source,
      request,
      reply: reply ?? new Uint8Array(),
      at: timestampFromDate(at),
    }));
    const { judgements } = await admin.judgeExchanges({ exchanges }, { timeoutMs: 60_000 });
    for (const [index, judgement] of judgements.entries()) findings.add(judgement, batch[index]!.at);
    judged();
  }

  return {
    async add(exchanges) {
      for (const exchange of exchanges) {
        waiting.push(exchange);
        if (waiting.length >= mostAtOnce) {
          send();
          // A file is read faster than it is judged.
          await asking;
        }
      }
      if (waiting.length > 0) timer ??= setTimeout(send, mostWaitMs);
      if (failure) throw failure.error;
    },
    async finish() {
      send();
      await asking;
      if (failure) throw failure.error;
    },
  };
}
