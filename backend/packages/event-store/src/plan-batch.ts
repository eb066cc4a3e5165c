import type { OutboxMessage } from "@beacom/outbox";
import { type Result, ok, refuse } from "@beacom/result";
import { type ChainedEvent, hashOf, type Link } from "#chain";
import type { Appended, AppendRefusal } from "#event";
import type { ReadyCommand } from "#ready-command";

/** What is there before a batch, as far as the writer knows. */
export type Known = {
  /** The last event. */
  readonly last: Link;
  readonly isCarriedOut: (commandKey: string) => boolean;
  /** Undefined if the writer does not know it: then what the command expects is assumed. */
  readonly versionOf: (stream: string) => number | undefined;
};

export type BatchPlan = {
  readonly before: Link;
  readonly last: Link;
  readonly events: readonly ChainedEvent[];
  /** The keys of the commands that will be carried out, with the position that each ends at. */
  readonly carriedOut: ReadonlyMap<string, bigint>;
  /** The versions of the streams that it looked at, after it. */
  readonly versions: ReadonlyMap<string, number>;
  /** The versions that were assumed for them, and that they must really have. */
  readonly assumed: ReadonlyMap<string, number>;
  readonly outbox: readonly OutboxMessage[];
  /** The answer to each command, in their order. */
  readonly answers: readonly Result<Appended, AppendRefusal>[];
};

/** Decides a batch one command after the other, as if each were alone: a refused one leaves no trace on the next. */
export function planBatch(commands: readonly ReadyCommand[], known: Known): BatchPlan {
  const events: ChainedEvent[] = [];
  const carriedOut = new Map<string, bigint>();
  const versions = new Map<string, number>();
  const assumed = new Map<string, number>();
  const outbox: OutboxMessage[] = [];
  let last = known.last;
  const answers = commands.map(planOne);
  return { before: known.last, last, events, carriedOut, versions, assumed, outbox, answers };

  function planOne(command: ReadyCommand): Result<Appended, AppendRefusal> {
    const { commandKey, writes } = command;
    if (carriedOut.has(commandKey) || known.isCarriedOut(commandKey)) return refuse({ kind: "command-repeated" });
    const moved = movedStream(command);
    if (moved !== undefined) return refuse({ kind: "version-moved", stream: moved });
    const written = new Map<string, number>();
    for (const write of writes) written.set(write.stream, plan(write));
    carriedOut.set(commandKey, last.position);
    outbox.push(...command.outbox);
    return ok({ versions: written, position: last.position });
  }

  /** The first stream that is not at the version that the command expects. A stream written twice counts on from its first write. */
  function movedStream({ writes }: ReadyCommand): string | undefined {
    if (writes.length === 1) {
      const { stream, expectedVersion } = writes[0]!;
      return versionOf(stream, expectedVersion) === expectedVersion ? undefined : stream;
    }
    const ahead = new Map<string, number>();
    for (const { stream, expectedVersion, events: added } of writes) {
      const version = ahead.get(stream) ?? versionOf(stream, expectedVersion);
      if (version !== expectedVersion) return stream;
      ahead.set(stream, version + added.length);
    }
    return undefined;
  }

  function versionOf(stream: string, expected: number): number {
    let version = versions.get(stream) ?? known.versionOf(stream);
    if (version === undefined) {
      version = expected;
      assumed.set(stream, expected);
    }
    versions.set(stream, version);
    return version;
  }

  function plan({ stream, events: added }: ReadyCommand["writes"][number]): number {
    let version = versions.get(stream)!;
    for (const { type, form, data, at } of added) {
      version++;
      const event = { position: last.position + 1n, stream, version, type, form, data, at };
      const hash = hashOf(last.hash, event);
      events.push({ ...event, hash });
      last = { position: event.position, hash };
    }
    versions.set(stream, version);
    return version;
  }
}
