import { create } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { type Listener, listenTo, type Sql } from "@beacom/postgres";
import { type Event, EventSchema } from "@beacom/proto/events/v1/events";
import { Bell } from "#bell";
import type { Log } from "#log";

export const batchSize = 500;
const keptEvents = 4 * batchSize;
const pollMs = 1_000;

type Row = { position: bigint; type: string; key: string; at: Date; json: string; traceparent: string };

/** The one reader of a process: it keeps the newest events in memory for all followers, so that each commit is read once. */
export class OutboxReader {
  readonly #sql: Sql;
  readonly #log: Log;
  readonly #listenUrl: string | undefined;
  readonly #closing = new AbortController();
  readonly #toRead = new Bell();
  readonly #subscribers = new Set<Bell>();
  #recent: Event[] = [];
  /** Every event after this position and up to the head is in `#recent`. */
  #floor = 0n;
  #head = 0n;
  #started: Promise<void> | undefined;
  #running: Promise<void> | undefined;
  #listener: Listener | undefined;

  constructor(options: { sql: Sql; log: Log; listenUrl?: string | undefined }) {
    this.#sql = options.sql;
    this.#log = options.log;
    this.#listenUrl = options.listenUrl;
  }

  get head(): bigint {
    return this.#head;
  }

  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  /** Begins with the first follower; a failed start is tried again by the next one. */
  async start(): Promise<void> {
    this.#started ??= this.#begin().catch((error: unknown) => {
      this.#started = undefined;
      throw error;
    });
    await this.#started;
  }

  subscribe(bell: Bell): () => void {
    this.#subscribers.add(bell);
    return () => this.#subscribers.delete(bell);
  }

  /** From memory when the position is recent, else from the table. */
  async after(position: bigint): Promise<Event[]> {
    if (position >= this.#floor) {
      const first = firstAfter(this.#recent, position);
      return this.#recent.slice(first, first + batchSize);
    }
    return (await this.#rows(position)).map(eventOf);
  }

  /** Also when the newest event was deleted for its age. */
  async newestPosition(): Promise<bigint> {
    const [row] = await this.#sql<{ position: bigint }[]>`
      select greatest((select max(position) from outbox), (select position from outbox_floor)) as position`;
    return row!.position;
  }

  /** The highest number given out so far, whether its event was committed, rolled back or deleted since. */
  async highestGiven(): Promise<bigint> {
    const [row] = await this.#sql<{ position: bigint }[]>`
      select coalesce(pg_sequence_last_value(pg_get_serial_sequence('outbox', 'position')::regclass), 0) as position`;
    return row!.position;
  }

  async deletedUpTo(): Promise<bigint> {
    const [row] = await this.#sql<{ position: bigint }[]>`select position from outbox_floor`;
    return row!.position;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
    await this.#listener?.close();
  }

  async #begin(): Promise<void> {
    const [row] = await this.#sql<{ schema: string }[]>`select current_schema() as schema`;
    this.#head = this.#floor = await this.newestPosition();
    this.#listener = listenTo({
      sql: this.#sql,
      ...(this.#listenUrl === undefined ? {} : { url: this.#listenUrl }),
      channel: `${row!.schema}_outbox`,
      heard: () => this.#toRead.ring(),
    });
    await this.#listener.ensure();
    this.#running = this.#run();
  }

  async #run(): Promise<void> {
    let failing = false;
    while (!this.closed.aborted) {
      try {
        while (await this.#readOn());
        if (failing) this.#log.info({}, "outbox can be read again");
        failing = false;
        await this.#listener?.ensure();
      } catch (error) {
        if (!failing) this.#log.warn({ err: error }, "outbox cannot be read");
        failing = true;
      }
      await this.#toRead.wait(pollMs, this.closed);
    }
  }

  /** Reads one batch; true if there may be more. */
  async #readOn(): Promise<boolean> {
    const rows = await this.#rows(this.#head);
    const last = rows.at(-1);
    if (!last || this.closed.aborted) return false;
    this.#recent.push(...rows.map(eventOf));
    this.#head = last.position;
    const surplus = this.#recent.length - keptEvents;
    if (surplus > 0) this.#floor = this.#recent.splice(0, surplus).at(-1)!.position;
    for (const bell of this.#subscribers) bell.ring();
    return rows.length === batchSize;
  }

  #rows(after: bigint): Promise<Row[]> {
    return this.#sql<Row[]>`
      select position, type, key, at, json, traceparent from outbox
      where position > ${after} order by position limit ${batchSize}`;
  }
}

const eventOf = (row: Row): Event => create(EventSchema, { ...row, at: timestampFromDate(row.at) });

function firstAfter(events: readonly Event[], position: bigint): number {
  let low = 0;
  for (let high = events.length; low < high; ) {
    const middle = (low + high) >>> 1;
    if (events[middle]!.position <= position) low = middle + 1;
    else high = middle;
  }
  return low;
}
