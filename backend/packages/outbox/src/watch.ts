import type { EventBatch } from "@beacom/proto/events/v1/events";
import { Code, ConnectError } from "@connectrpc/connect";
import { type FollowedEvent, followedEvent } from "#event";
import type { Log } from "#log";
import { keepStreaming, type Source } from "#stream";

/**
 * Follows without a database: begins with what is committed from now on, and after a lost stream goes on where it was. For live views, which
 * may miss what happened while the process was down.
 */
export function watch(options: {
  name: string;
  source: Source;
  log: Log;
  apply: (events: readonly FollowedEvent[]) => Promise<void> | void;
}): { close(): Promise<void>; connected(): boolean } {
  let position: bigint | undefined;
  return keepStreaming({
    name: options.name,
    async *source(request, streaming) {
      try {
        yield* options.source(request, streaming);
      } catch (error) {
        // Our place is gone (deleted, or an old copy was restored): a live view begins anew.
        if (error instanceof ConnectError && error.code === Code.OutOfRange) position = undefined;
        throw error;
      }
    },
    log: options.log,
    request: () => Promise.resolve(position === undefined ? { onlyNew: true } : { afterPosition: position }),
    async apply(batch: EventBatch) {
      const events = batch.events.filter((event) => position === undefined || event.position > position);
      if (events.length > 0) await options.apply(events.map(followedEvent));
      position = events.at(-1)?.position ?? position ?? batch.head;
    },
  });
}
