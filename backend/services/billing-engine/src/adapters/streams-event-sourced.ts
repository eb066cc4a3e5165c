import type { EventStore } from "@beacom/event-store";
import { ok, type Result, refuse } from "@beacom/result";
import type { Logger, StaffAtWork } from "@beacom/runtime";
import { inTurn } from "#adapters/in-turn";
import { staffActed } from "#adapters/staff-acted";
import { type AnyStoredKind, type AnyStream, streamName } from "#adapters/stored-kind";
import type { Carried, Happened, StatesOf, Streams, StreamsChange } from "#application/streams";

type Held = { readonly state: unknown; readonly version: number; readonly snapshotVersion: number };
const nothing: Held = { state: undefined, version: 0, snapshotVersion: 0 };

type ReadWithOthers = Awaited<ReturnType<EventStore["readMany"]>> extends Map<string, infer Read> ? Read : never;

/** A stream that a command reads: under which name, and how it is kept. */
type Part = { readonly name: string; readonly stream: string; readonly id: string; readonly kind: AnyStoredKind };

/**
 * Histories as streams of the event store, with those used last kept in memory. What is kept may be behind, when another process
 * changed one of them: then the append is refused (`version-moved`), the new events are read and the command is decided again.
 */
export function streamsIn(options: {
  store: EventStore;
  kinds: readonly AnyStoredKind[];
  log: Logger;
  /** The trace that events belong to when the command names none. */
  traceparent: () => string;
  /** The member of staff who asks, if one does: what is changed then is told for the audit log as well. */
  staff?: () => StaffAtWork | undefined;
  /** How many histories are kept in memory. */
  keep: number;
}): Streams & { close(): Promise<void> } {
  const { store, log, keep, traceparent, staff = () => undefined } = options;
  const kinds = new Map(options.kinds.map((kind) => [kind.kind.name, kind]));
  const held = new Map<string, Held>();
  const waiting = inTurn();
  const snapshots = new Set<Promise<void>>();

  function partOf(name: string, { kind, id }: AnyStream): Part {
    const stored = kinds.get(kind.name);
    if (!stored) throw new Error(`${kind.name} is not a kind of history that is kept here`);
    return { name, id, stream: streamName({ kind, id }), kind: stored };
  }

  async function load(part: Part): Promise<Held> {
    const known = held.get(part.stream);
    if (known) return known;
    const { snapshot } = part.kind;
    const saved = snapshot && (await store.readSnapshot(part.stream));
    const state = saved && snapshot?.read(saved.state);
    const version = state === undefined ? 0 : saved!.version;
    return catchUp(part, { state, version, snapshotVersion: version });
  }

  async function catchUp(part: Part, from: Held): Promise<Held> {
    const stored = await store.read(part.stream, from.version);
    if (stored.length === 0) return remember(part, from);
    const state = folded(part.kind, from.state, stored.map(part.kind.read));
    return remember(part, { ...from, state, version: from.version + stored.length });
  }

  function remember({ stream }: Part, now: Held): Held {
    held.delete(stream);
    held.set(stream, now);
    if (held.size > keep) held.delete(held.keys().next().value!);
    return now;
  }

  async function run<R extends object, Refusal>(
    change: StreamsChange<R, Refusal>,
    parts: readonly Part[],
  ): Promise<Result<Carried<R>, Refusal | { readonly kind: "command-repeated" }>> {
    let now = await together(parts, load);
    if (change.fresh) now = await together(parts, (part, index) => catchUp(part, now[index]!));
    for (;;) {
      const decided = change.decide(statesOf<R>(parts, now));
      if (decided.ok) {
        const { events, after } = decided.value;
        const written = parts.flatMap((part, index) => {
          const theirs = eventsOf(events, part.name);
          return theirs.length === 0 ? [] : [{ part, theirs, before: now[index]! }];
        });
        if (written.length === 0) return ok({ events, states: statesOf<R>(parts, now) });
        const done = written.map(({ part, theirs, before }) => {
          const known = (after as Record<string, unknown> | undefined)?.[part.name];
          return { part, theirs, before, state: known ?? part.kind.kind.fold(before.state, theirs) };
        });
        // Those that were only read too, with nothing to write: the decision holds only as long as they are what it saw.
        const writes = parts.map((part, index) => ({
          stream: part.stream,
          expectedVersion: now[index]!.version,
          events: eventsOf(events, part.name).map(part.kind.write),
        }));
        const [trace, by] = [change.traceparent || traceparent(), staff()];
        const news = done.flatMap(
          ({ part: { id, kind }, theirs, state }) =>
            kind.news?.({ id, events: theirs, state, traceparent: trace }) ?? [],
        );
        const acted = by
          ? done.flatMap(({ part: { kind, stream }, theirs, before, state }) => {
              const told = { stream, events: theirs.map(kind.write), before: before.state, after: state };
              return staffActed(by, told, trace);
            })
          : [];
        const appended = await store.append({
          commandKey: typeof change.key === "string" ? change.key : change.key(events),
          writes,
          outbox: [...news, ...acted],
        });
        if (appended.ok) {
          for (const { part, theirs, before, state } of done)
            keepSnapshot(
              part,
              remember(part, { ...before, state: trimmed(part.kind, state), version: before.version + theirs.length }),
            );
          return ok({ events, states: statesAfter<R>(parts, now, done) });
        }
        const fresh = await together(parts, (part, index) => catchUp(part, now[index]!));
        if (appended.error.kind === "command-repeated" && isSame(fresh, now))
          return refuse({ kind: "command-repeated" });
        now = fresh;
        continue;
      }
      // Before somebody is refused: is it still so?
      const fresh = await together(parts, (part, index) => catchUp(part, now[index]!));
      if (isSame(fresh, now)) return decided;
      now = fresh;
    }
  }

  /** Undefined: it cannot be read in one go with others. Who needs it reads it alone, and fails alone. */
  function folding({ kind, stream }: Part, { snapshot: saved, events }: ReadWithOthers): Held | undefined {
    try {
      const state = saved && kind.snapshot?.read(saved.state);
      if (saved && state === undefined) return undefined;
      const snapshotVersion = saved?.version ?? 0;
      const now = folded(kind, state, events.map(kind.read));
      return { state: now, version: snapshotVersion + events.length, snapshotVersion };
    } catch (error) {
      log.warn({ err: error, stream }, "a history could not be read with others");
      return undefined;
    }
  }

  function keepSnapshot(part: Part, now: Held): void {
    const { snapshot } = part.kind;
    if (!snapshot || now.state === undefined || now.version - now.snapshotVersion < snapshot.afterEvents) return;
    remember(part, { ...now, snapshotVersion: now.version });
    const saving = store
      .saveSnapshot({ stream: part.stream, version: now.version, state: snapshot.write(now.state) })
      // Only a shortcut: the next one will do.
      .catch((error: unknown) => log.warn({ err: error, stream: part.stream }, "a snapshot was not saved"))
      .finally(() => snapshots.delete(saving));
    snapshots.add(saving);
  }

  return {
    change(change) {
      const parts = Object.entries(change.read).map(([name, stream]) => partOf(name, stream as AnyStream));
      const streams = parts.map(({ stream }) => stream);
      if (new Set(streams).size < streams.length) throw new Error(`a command names ${streams.join(", ")} twice`);
      return waiting(streams, async () => {
        try {
          return await run(change, parts);
        } catch (error) {
          // Whether the events were committed is not known: the next command reads what is there.
          for (const stream of streams) held.delete(stream);
          throw error;
        }
      });
    },
    async preload(streams) {
      const parts = streams.map((stream) => partOf("one", stream as unknown as AnyStream));
      const unknown = parts.filter(({ stream }) => !held.has(stream));
      const read = await store.readMany(unknown.map(({ stream }) => stream));
      for (const part of unknown) {
        // What became known meanwhile is newer.
        if (held.has(part.stream)) continue;
        const known = folding(part, read.get(part.stream)!);
        if (known) remember(part, known);
      }
    },
    async state(stream) {
      const part = partOf("one", stream as unknown as AnyStream);
      const now = await waiting([part.stream], async () => catchUp(part, await load(part)));
      return now.state as never;
    },
    async close() {
      await Promise.all(snapshots);
    },
  };
}

const together = (parts: readonly Part[], of: (part: Part, index: number) => Promise<Held>): Promise<Held[]> =>
  Promise.all(parts.map(of));

const eventsOf = (events: object, name: string): readonly Happened[] =>
  (events as Readonly<Record<string, readonly Happened[] | undefined>>)[name] ?? [];

const trimmed = (kind: AnyStoredKind, state: unknown): unknown =>
  state === undefined || !kind.trimmed ? state : kind.trimmed(state);

const folded = (kind: AnyStoredKind, state: unknown, events: readonly Happened[]): unknown =>
  trimmed(kind, kind.kind.fold(state, events));

const isSame = (fresh: readonly Held[], now: readonly Held[]): boolean =>
  fresh.every(({ version }, index) => version === now[index]!.version);

const statesOf = <R>(parts: readonly Part[], now: readonly Held[]): StatesOf<R> =>
  Object.fromEntries(parts.map(({ name }, index) => [name, (now[index] ?? nothing).state])) as StatesOf<R>;

function statesAfter<R>(
  parts: readonly Part[],
  now: readonly Held[],
  done: readonly { readonly part: Part; readonly state: unknown }[],
): StatesOf<R> {
  const changed = new Map(done.map(({ part, state }) => [part.name, state]));
  return Object.fromEntries(
    parts.map(({ name }, index) => [name, changed.has(name) ? changed.get(name) : now[index]!.state]),
  ) as StatesOf<R>;
}
