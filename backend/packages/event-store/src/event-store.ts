import type { Sql } from "@beacom/postgres";
import type { Result } from "@beacom/result";
import { BatchWriter } from "#batch-writer";
import type { ChainedEvent, Link } from "#chain";
import type { Appended, AppendRefusal, Command, StoredEvent } from "#event";
import { GroupCommit } from "#group-commit";
import { readyCommand } from "#ready-command";
import { type ChainReport, verifyChain } from "#verify-chain";
import { type Project, storedEvent } from "#write-batch";

export type EventStore = {
  /** Answered after the commit. A fault (not a refusal) means that nobody knows: ask again with the same key. */
  append(command: Command): Promise<Result<Appended, AppendRefusal>>;
  /** The events of a stream after a version, all of them. */
  read(stream: string, afterVersion?: number): Promise<StoredEvent[]>;
  /** Many streams in one go, for those who work on all of them: their snapshots, and the events after those. */
  readMany(streams: readonly string[]): Promise<Map<string, { snapshot: Snapshot | undefined; events: StoredEvent[] }>>;
  readAll(page: { after: bigint; limit: number }): Promise<StoredEvent[]>;
  /** Keeps the state of a stream at a version; an older one than what is kept changes nothing. */
  saveSnapshot(snapshot: { stream: string; version: number; state: unknown }): Promise<void>;
  readSnapshot(stream: string): Promise<Snapshot | undefined>;
  /** Of all events; with a link that was written down elsewhere, also that it is still one of this chain. */
  verifyChain(writtenDown?: Link): Promise<ChainReport>;
  /** Carries out what is queued. The pool stays open: it is the caller's. */
  close(): Promise<void>;
};

export type Snapshot = { version: number; state: unknown };

type Row = Omit<ChainedEvent, "hash">;

export function openEventStore(options: {
  sql: Sql;
  /** Inline projections: the new events of a batch, in order, in the transaction that stores them. */
  project?: Project;
  log?: unknown;
}): EventStore {
  const { sql, project } = options;
  // With projections there is several times as much to do for each command.
  const commits = new GroupCommit(new BatchWriter(sql, project), project ? 32 : 64);
  return {
    async append(command) {
      return commits.add(readyCommand(command));
    },
    async read(stream, afterVersion = 0) {
      const rows = await sql<Row[]>`
        select position, stream, version, type, form, data, at from events
        where stream = ${stream} and version > ${afterVersion} order by version`;
      return rows.map(storedEvent);
    },
    async readMany(streams) {
      const snapshots = await sql<{ stream: string; version: number; state: string }[]>`
        select stream, version, state from event_snapshots where stream = any(${[...streams]}::text[])`;
      const read = new Map<string, { snapshot: Snapshot | undefined; events: StoredEvent[] }>();
      for (const stream of streams) read.set(stream, { snapshot: undefined, events: [] });
      for (const { stream, version, state } of snapshots)
        read.get(stream)!.snapshot = { version, state: JSON.parse(state) as unknown };
      // After the versions that were found, not after what a snapshot may be at by now.
      const rows = await sql<Row[]>`
        select position, stream, version, type, form, data, at
        from unnest(${[...read.keys()]}::text[], ${[...read.values()].map(({ snapshot }) => snapshot?.version ?? 0)}::integer[])
          as wanted (stream, after)
        join events using (stream) where version > after order by stream, version`;
      for (const row of rows) read.get(row.stream)!.events.push(storedEvent(row));
      return read;
    },
    async readAll({ after, limit }) {
      const rows = await sql<Row[]>`
        select position, stream, version, type, form, data, at from events
        where position > ${after} order by position limit ${limit}`;
      return rows.map(storedEvent);
    },
    async saveSnapshot({ stream, version, state }) {
      await sql`
        insert into event_snapshots (stream, version, state) values (${stream}, ${version}, ${JSON.stringify(state)})
        on conflict (stream) do update set version = excluded.version, state = excluded.state, saved_at = now()
        where event_snapshots.version < excluded.version`;
    },
    async readSnapshot(stream) {
      const [row] = await sql<{ version: number; state: string }[]>`
        select version, state from event_snapshots where stream = ${stream}`;
      return row && { version: row.version, state: JSON.parse(row.state) as unknown };
    },
    verifyChain: (writtenDown) => verifyChain(sql, writtenDown),
    close: () => commits.close(),
  };
}
