import type { MessageInitShape } from "@bufbuild/protobuf";
import type { EventBatch, FollowRequestSchema } from "@beacom/proto/events/v1/events";
import { Bell } from "#bell";
import type { Log } from "#log";

/** `client.follow` of a Connect client, or the handler of a feed in the same process. */
export type Source = (
  request: MessageInitShape<typeof FollowRequestSchema>,
  options: { signal: AbortSignal },
) => AsyncIterable<EventBatch>;

const silenceMs = 20_000;
const firstDelayMs = 100;
const longestDelayMs = 5_000;

export type Stream = {
  connected(): boolean;
  close(): Promise<void>;
};

/**
 * Keeps a stream of batches open: `request` says where to begin whenever it is opened again, `apply` takes one batch at a time, and any
 * failure of either leads to a new stream after a pause. Only changes between working and failing are logged.
 */
export function keepStreaming(options: {
  name: string;
  source: Source;
  log: Log;
  request: () => Promise<MessageInitShape<typeof FollowRequestSchema>>;
  apply: (batch: EventBatch) => Promise<void>;
}): Stream {
  const closing = new AbortController();
  let state: "new" | "connected" | "lost" = "new";
  const running = run();
  return {
    connected: () => state === "connected",
    async close() {
      closing.abort();
      await running;
    },
  };

  async function run(): Promise<void> {
    let delayMs = firstDelayMs;
    while (!closing.signal.aborted) {
      try {
        await openOnce(() => {
          delayMs = firstDelayMs;
        });
        if (!closing.signal.aborted) lost(undefined);
      } catch (error) {
        if (!closing.signal.aborted) lost(error);
      }
      // Followers of one source don't come back in step.
      await new Bell().wait(delayMs * (0.75 + Math.random() / 2), closing.signal);
      delayMs = Math.min(delayMs * 2, longestDelayMs);
    }
  }

  async function openOnce(applied: () => void): Promise<void> {
    const attempt = new AbortController();
    const signal = AbortSignal.any([closing.signal, attempt.signal]);
    // The source says something every five seconds; a connection that went away without a word is given up.
    let silence: NodeJS.Timeout | undefined;
    const listenAgain = (): void => {
      clearTimeout(silence);
      silence = setTimeout(() => attempt.abort(new Error("the source fell silent")), silenceMs);
    };
    try {
      const request = await options.request();
      listenAgain();
      for await (const batch of options.source(request, { signal })) {
        clearTimeout(silence);
        if (signal.aborted) break;
        await options.apply(batch);
        applied();
        if (state === "lost") options.log.info({ source: options.name }, "following again");
        state = "connected";
        listenAgain();
      }
    } finally {
      clearTimeout(silence);
      attempt.abort();
    }
  }

  function lost(error: unknown): void {
    if (state !== "lost") options.log.warn({ source: options.name, err: error }, "cannot follow, trying again");
    state = "lost";
  }
}
