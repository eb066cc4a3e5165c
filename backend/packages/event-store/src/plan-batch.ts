import { type Result, ok, refuse } from "@beacom/result";
import { canonicalJson } from "#canonical-json";
import { type ChainedEvent, hashOf, type Link } from "#chain";
import type { Appended, AppendRefusal, Command } from "#event";

export type BatchPlan = {
  events: ChainedEvent[];
  /** The commands that will be carried out, with the position they end at. */
  carriedOut: { command: Command; position: bigint }[];
  /** The answer to each command, in their order. */
  answers: Result<Appended, AppendRefusal>[];
  last: Link;
};

/** Decides a batch one command after the other, as if each were alone: a refused one leaves no trace on the next. */
export function planBatch(options: {
  commands: readonly Command[];
  last: Link;
  knownKeys: ReadonlySet<string>;
  versions: ReadonlyMap<string, number>;
}): BatchPlan {
  const keys = new Set(options.knownKeys);
  const versions = new Map(options.versions);
  const plan: BatchPlan = { events: [], carriedOut: [], answers: [], last: options.last };
  for (const command of options.commands) {
    const answer = planOne(command);
    plan.answers.push(answer);
  }
  return plan;

  function planOne(command: Command): Result<Appended, AppendRefusal> {
    if (keys.has(command.commandKey)) return refuse({ kind: "command-repeated" });
    const moved = movedStream(command, versions);
    if (moved !== undefined) return refuse({ kind: "version-moved", stream: moved });
    const written: Record<string, number> = {};
    for (const { stream, events } of command.writes) {
      let version = versions.get(stream) ?? 0;
      for (const { type, data, at } of events) {
        version++;
        const event = { position: plan.last.position + 1n, stream, version, type, data: canonicalJson(data), at };
        const hash = hashOf(plan.last.hash, event);
        plan.events.push({ ...event, hash });
        plan.last = { position: event.position, hash };
      }
      versions.set(stream, version);
      written[stream] = version;
    }
    keys.add(command.commandKey);
    plan.carriedOut.push({ command, position: plan.last.position });
    return ok({ versions: written, position: plan.last.position });
  }
}

/** The first stream that is not at the version that the command expects. A stream written twice counts on from its first write. */
function movedStream(command: Command, versions: ReadonlyMap<string, number>): string | undefined {
  const ahead = new Map<string, number>();
  for (const { stream, expectedVersion, events } of command.writes) {
    const version = ahead.get(stream) ?? versions.get(stream) ?? 0;
    if (version !== expectedVersion) return stream;
    ahead.set(stream, version + events.length);
  }
  return undefined;
}

/** What would break a whole batch is refused before it is queued. */
export function checkCommand(command: Command): void {
  // Halves of a surrogate pair would make two keys one, and the second command would pass for a repeat.
  if (command.commandKey === "" || !isStorable(command.commandKey))
    throw new TypeError("a command needs a key that can be stored");
  for (const { stream, events } of command.writes) {
    if (stream === "" || !isStorable(stream)) throw new TypeError("a stream needs a name that can be stored");
    for (const { type, data, at } of events) {
      if (!isStorable(type)) throw new TypeError("an event's type must be text that can be stored");
      if (Number.isNaN(at.getTime())) throw new TypeError(`an event of ${stream} has no time`);
      canonicalJson(data);
    }
  }
}

const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes("\0");
