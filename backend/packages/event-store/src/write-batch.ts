import { publish } from "@beacom/outbox";
import { isUniqueViolation, type Sql, type Tx } from "@beacom/postgres";
import { appendEvents, isOutdated } from "#append-events";
import type { ChainedEvent, Link } from "#chain";
import type { StoredEvent } from "#event";
import { type BatchPlan, type Known, planBatch } from "#plan-batch";
import type { ReadyCommand } from "#ready-command";

export type Project = (tx: Tx, events: readonly StoredEvent[]) => Promise<void>;

/** When a batch that was planned on another may be sent, and whom to tell of its own. */
export type Turn = {
  /** The one before is written, if not yet committed; false if it failed. */
  readonly before: Promise<boolean>;
  readonly appended: (asPlanned: boolean) => void;
};

/**
 * Writes a batch that was planned on what the writer knew. False: something was otherwise, and nothing is written. It is sent when the
 * one before holds the store's lock: of two that are on their way, the database might hear the second first.
 */
export async function writePlanned(
  sql: Sql,
  plan: BatchPlan,
  project: Project | undefined,
  turn: Turn,
): Promise<boolean> {
  // A single statement is a transaction by itself.
  if (!project && plan.outbox.length === 0) return (await turn.before) && appendedIn(sql, plan, turn);
  let appended: Promise<boolean> | undefined;
  let told: Promise<void> | undefined;
  try {
    await sql.begin(async (tx) => {
      if (!(await turn.before)) throw new Error("the batch before was not as planned");
      appended = appendedIn(tx, plan, turn);
      await projected(tx, plan, project, appended);
      told = tell(tx, plan);
    });
    await told;
    return true;
  } catch (error) {
    if (!(await (appended ?? turn.before))) return false;
    throw error;
  }
}

/** Plans a batch under the store's lock, on what is there, and writes it. */
export async function writeLocked(
  sql: Sql,
  commands: readonly ReadyCommand[],
  project: Project | undefined,
): Promise<BatchPlan> {
  let told: Promise<void> | undefined;
  const written = await sql.begin(async (tx) => {
    const plan = planBatch(commands, await readKnown(tx, commands));
    if (plan.carriedOut.size === 0) return plan;
    await projected(tx, plan, project, appendEvents(tx, plan));
    told = tell(tx, plan);
    return plan;
  });
  await told;
  return written;
}

/** The projection's statements are sent without waiting for the append's answer: if it fails, so do they. */
async function projected(
  tx: Tx,
  { events }: BatchPlan,
  project: Project | undefined,
  appended: Promise<unknown>,
): Promise<void> {
  const projecting = project && events.length > 0 ? project(tx, events.map(storedEvent)) : undefined;
  projecting?.catch(() => undefined);
  await appended;
  await projecting;
}

/**
 * Last, because writers of the outbox take turns from here to the commit, which is sent right behind it. It is awaited only then: if it
 * failed, so did the transaction, and what the commit did was to roll it back.
 */
function tell(tx: Tx, { outbox }: BatchPlan): Promise<void> {
  const told = publish(tx, outbox);
  told.catch(() => undefined);
  return told;
}

async function appendedIn(sql: Sql | Tx, plan: BatchPlan, turn: Turn): Promise<boolean> {
  let asPlanned = false;
  try {
    await appendEvents(sql, plan);
    asPlanned = true;
  } catch (error) {
    // A key that is there already belongs to a command that was carried out before.
    if (!isOutdated(error) && !isUniqueViolation(error)) throw error;
  } finally {
    turn.appended(asPlanned);
  }
  return asPlanned;
}

/** Sent together; PostgreSQL runs them in order, each seeing what was committed when the lock was free. */
async function readKnown(tx: Tx, commands: readonly ReadyCommand[]): Promise<Known> {
  const keys = commands.map(({ commandKey }) => commandKey);
  const streams = [...new Set(commands.flatMap(({ writes }) => writes.map(({ stream }) => stream)))];
  const [, known, newest, chain] = await Promise.all([
    tx`select pg_advisory_xact_lock(hashtext('beacom-event-store'), 'events'::regclass::oid::integer)`,
    tx<{ key: string }[]>`select command_key as key from event_commands where command_key = any(${keys}::text[])`,
    tx<{ stream: string; version: number }[]>`
      select wanted.stream, newest.version
      from unnest(${streams}::text[]) as wanted (stream)
      cross join lateral (
        select version from events where events.stream = wanted.stream order by version desc limit 1) as newest`,
    tx<Link[]>`select position, hash from event_chain`,
  ]);
  const carriedOut = new Set(known.map(({ key }) => key));
  const versions = new Map(newest.map(({ stream, version }) => [stream, version]));
  return {
    last: chain[0]!,
    isCarriedOut: (key) => carriedOut.has(key),
    versionOf: (stream) => versions.get(stream) ?? 0,
  };
}

export function storedEvent(event: Omit<ChainedEvent, "hash">): StoredEvent {
  const { position, stream, version, type, form, data, at } = event;
  return { position, stream, version, type, form, data: JSON.parse(data), at };
}
