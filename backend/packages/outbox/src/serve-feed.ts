import { create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { isConnectionLoss, type Sql } from "@beacom/postgres";
import { type EventBatch, EventBatchSchema, type FollowRequest } from "@beacom/proto/events/v1/events";
import { Bell } from "#bell";
import { deleteOldEvents } from "#retention";
import type { Log } from "#log";
import { OutboxReader } from "#reader";

const keepaliveMs = 5_000;
const defaultKeepDays = 90;
const tidyEveryMs = 60 * 60 * 1000;

export type Feed = {
  /** The handler of a service's `Follow`. */
  follow(request: FollowRequest, context: { signal: AbortSignal }): AsyncIterable<EventBatch>;
  /** Ends all streams. */
  close(): Promise<void>;
};

/**
 * Serves this service's outbox to its followers, each from where it is, and every hour deletes events older than `keepDays` (90);
 * `alsoTidy` forgets what else the service has kept for its time.
 */
export function serveFeed(options: {
  sql: Sql;
  listenUrl?: string;
  log: Log;
  keepDays?: number;
  alsoTidy?: () => Promise<unknown>;
}): Feed {
  const { sql, log, keepDays = defaultKeepDays, alsoTidy } = options;
  const reader = new OutboxReader(options);
  const tidy = async () => {
    try {
      await deleteOldEvents({ sql, olderThanDays: keepDays });
      await alsoTidy?.();
    } catch (err) {
      if (!isConnectionLoss(err)) log.warn({ err }, "what is old could not be deleted");
    }
  };
  let tidied: Promise<void> = Promise.resolve();
  const tidying = setInterval(() => {
    tidied = tidied.then(tidy);
  }, tidyEveryMs).unref();
  return {
    async *follow(request, { signal }) {
      const over = AbortSignal.any([signal, reader.closed]);
      const bell = new Bell();
      const unsubscribe = reader.subscribe(bell);
      try {
        await reader.start();
        let position = await firstPosition(reader, request, options.log);
        // Says at once that the stream stands. A follower of new events only takes this head as its beginning.
        yield create(EventBatchSchema, { events: [], head: request.onlyNew ? position : later(reader.head, position) });
        while (!over.aborted) {
          const events = await reader.after(position);
          const last = events.at(-1);
          if (last) {
            position = last.position;
            yield create(EventBatchSchema, { events, head: later(reader.head, position) });
            continue;
          }
          const before = Date.now();
          await bell.wait(keepaliveMs, over);
          if (over.aborted || Date.now() - before < keepaliveMs - 50) continue;
          yield create(EventBatchSchema, { events: [], head: later(reader.head, position) });
        }
      } catch (error) {
        if (isConnectionLoss(error)) throw new ConnectError("database-not-reachable", Code.Unavailable);
        throw error;
      } finally {
        unsubscribe();
      }
    },
    async close() {
      clearInterval(tidying);
      await reader.close();
      await tidied;
    },
  };
}

async function firstPosition(reader: OutboxReader, request: FollowRequest, log: Log): Promise<bigint> {
  if (request.onlyNew) return reader.newestPosition();
  const position = request.afterPosition;
  // A new follower takes what there is; one that was further must not lose events without a word.
  if (position > 0n && position < (await reader.deletedUpTo())) {
    throw new ConnectError("events-deleted", Code.OutOfRange);
  }
  const highest = await reader.highestGiven();
  // New events would get the numbers of lost ones, and this follower would pass over them without a word.
  if (position > highest) {
    log.warn({ position, highest }, "a follower is ahead of this outbox: was an old copy restored?");
    throw new ConnectError("follower-ahead", Code.OutOfRange);
  }
  return position;
}

const later = (a: bigint, b: bigint): bigint => (a > b ? a : b);
