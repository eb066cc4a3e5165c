import type { Sql, Tx } from "@beacom/postgres";
import type { EventBatch } from "@beacom/proto/events/v1/events";
import { type FollowedEvent, followedEvent } from "#event";
import type { Log } from "#log";
import { keepStreaming, type Source } from "#stream";

export type { Source } from "#stream";

export type Lag = {
  connected: boolean;
  /** The last position whose effect is committed. */
  position: bigint;
  /** The newest position that the source has told of. */
  head: bigint;
};

export type Follower = { close(): Promise<void>; lag(): Lag };

/**
 * Applies every event of a source once, in order. `apply` runs in one transaction with the checkpoint; with `idempotent` it runs outside of one,
 * the checkpoint is written after it, and events may come again after a crash.
 */
export function follow(
  options: {
    /** Of the source: the checkpoint's key. */
    name: string;
    source: Source;
    sql: Sql;
    log: Log;
  } & (
    | { idempotent?: undefined; apply: (events: readonly FollowedEvent[], tx: Tx) => Promise<void> }
    | { idempotent: true; apply: (events: readonly FollowedEvent[]) => Promise<void> }
  ),
): Follower {
  const { name, sql } = options;
  let position = 0n;
  let head = 0n;
  const stream = keepStreaming({
    name,
    source: options.source,
    log: options.log,
    async request() {
      const [row] = await sql<{ position: bigint }[]>`select position from outbox_checkpoints where source = ${name}`;
      position = row?.position ?? 0n;
      return { afterPosition: position };
    },
    async apply(batch) {
      head = batch.head > head ? batch.head : head;
      const events = newEvents(batch, position);
      const last = events.at(-1);
      if (!last) return;
      if (options.idempotent) {
        await options.apply(events);
        await sql`
          insert into outbox_checkpoints (source, position) values (${name}, ${last.position})
          on conflict (source) do update
          set position = greatest(outbox_checkpoints.position, excluded.position), updated_at = now()`;
      } else {
        const { apply } = options;
        await sql.begin(async (tx) => {
          await moveCheckpoint(tx, name, position, last.position);
          await apply(events, tx);
        });
      }
      position = last.position;
    },
  });
  return {
    close: () => stream.close(),
    lag: () => ({ connected: stream.connected(), position, head: head > position ? head : position }),
  };
}

function newEvents(batch: EventBatch, position: bigint): FollowedEvent[] {
  const events = batch.events.filter((event) => event.position > position).map(followedEvent);
  let previous = position;
  for (const event of events) {
    if (event.position <= previous) throw new Error(`event ${event.position} came after ${previous}`);
    previous = event.position;
  }
  return events;
}

/** First, because its row lock makes two processes that follow the same source for one database take turns; the slower one begins anew. */
async function moveCheckpoint(tx: Tx, source: string, from: bigint, to: bigint): Promise<void> {
  await tx`insert into outbox_checkpoints (source, position) values (${source}, 0) on conflict do nothing`;
  const moved = await tx`
    update outbox_checkpoints set position = ${to}, updated_at = now() where source = ${source} and position = ${from}`;
  if (moved.count === 0) throw new Error(`another process has moved the checkpoint of ${source}`);
}
