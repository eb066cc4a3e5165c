import { publish } from "@beacom/outbox";
import type { Sql, Tx } from "@beacom/postgres";
import type { Result } from "@beacom/result";
import type { ChainedEvent, Link } from "#chain";
import type { Appended, AppendRefusal, Command, StoredEvent } from "#event";
import { type BatchPlan, planBatch } from "#plan-batch";

export type Project = (tx: Tx, events: readonly StoredEvent[]) => Promise<void>;

/** One transaction for a batch of commands: what is there is read under the store's lock, what is new is written with one statement each. */
export function writeBatch(
  sql: Sql,
  commands: readonly Command[],
  project: Project | undefined,
): Promise<Result<Appended, AppendRefusal>[]> {
  return sql.begin(async (tx): Promise<Result<Appended, AppendRefusal>[]> => {
    const plan = planBatch({ commands, ...(await readBefore(tx, commands)) });
    if (plan.carriedOut.length > 0) {
      await insert(tx, plan);
      if (project && plan.events.length > 0) await project(tx, plan.events.map(storedEvent));
      // Last, because writers of the outbox take turns from here to the commit.
      await publish(
        tx,
        plan.carriedOut.flatMap(({ command }) => command.outbox ?? []),
      );
    }
    return plan.answers;
  });
}

/** Sent together; PostgreSQL runs them in order, each seeing what was committed when the lock was free. */
async function readBefore(
  tx: Tx,
  commands: readonly Command[],
): Promise<{ last: Link; knownKeys: Set<string>; versions: Map<string, number> }> {
  const keys = commands.map(({ commandKey }) => commandKey);
  const streams = [...new Set(commands.flatMap(({ writes }) => writes.map(({ stream }) => stream)))];
  const [, known, versions, chain] = await Promise.all([
    tx`select pg_advisory_xact_lock(hashtext('beacom-event-store'), 'events'::regclass::oid::integer)`,
    tx<{ key: string }[]>`select command_key as key from event_commands where command_key = any(${keys}::text[])`,
    tx<{ stream: string; version: number }[]>`
      select wanted.stream, newest.version
      from unnest(${streams}::text[]) as wanted (stream)
      cross join lateral (
        select version from events where events.stream = wanted.stream order by version desc limit 1) as newest`,
    tx<Link[]>`select position, hash from event_chain`,
  ]);
  return {
    last: chain[0]!,
    knownKeys: new Set(known.map(({ key }) => key)),
    versions: new Map(versions.map(({ stream, version }) => [stream, version])),
  };
}

async function insert(tx: Tx, { events, carriedOut, last }: BatchPlan): Promise<void> {
  await Promise.all([
    tx`
      insert into events (position, stream, version, type, data, at, hash)
      select * from unnest(
        ${events.map(({ position }) => String(position))}::bigint[],
        ${events.map(({ stream }) => stream)}::text[],
        ${events.map(({ version }) => version)}::integer[],
        ${events.map(({ type }) => type)}::text[],
        ${events.map(({ data }) => data)}::text[],
        ${events.map(({ at }) => at.toISOString())}::timestamptz[],
        ${events.map(({ hash }) => hash)}::text[])`,
    tx`
      insert into event_commands (command_key, position)
      select * from unnest(
        ${carriedOut.map(({ command }) => command.commandKey)}::text[],
        ${carriedOut.map(({ position }) => String(position))}::bigint[])`,
    tx`update event_chain set position = ${last.position}, hash = ${last.hash}`,
  ]);
}

export function storedEvent(event: Omit<ChainedEvent, "hash">): StoredEvent {
  const { position, stream, version, type, data, at } = event;
  return { position, stream, version, type, data: JSON.parse(data), at };
}
