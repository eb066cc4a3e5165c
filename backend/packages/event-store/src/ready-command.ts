import { canonicalJson } from "#canonical-json";
import type { Command } from "#event";

/** A command that can be stored as it is, with the data of its events as text. */
export type ReadyCommand = {
  readonly commandKey: string;
  readonly writes: readonly ReadyWrite[];
  readonly outbox: NonNullable<Command["outbox"]>;
};
type ReadyWrite = { readonly stream: string; readonly expectedVersion: number; readonly events: readonly ReadyEvent[] };
type ReadyEvent = { readonly type: string; readonly form: number; readonly data: string; readonly at: Date };

/** What would break a whole batch is refused before it is queued, and what the caller changes afterwards changes nothing. */
export function readyCommand({ commandKey, writes, outbox }: Command): ReadyCommand {
  // Halves of a surrogate pair would make two keys one, and the second command would pass for a repeat.
  if (commandKey === "" || !isStorable(commandKey)) throw new TypeError("a command needs a key that can be stored");
  return { commandKey, writes: writes.map(readyWrite), outbox: outbox ?? [] };
}

function readyWrite({ stream, expectedVersion, events }: Command["writes"][number]): ReadyWrite {
  if (stream === "" || !isStorable(stream)) throw new TypeError("a stream needs a name that can be stored");
  if (!isCount(expectedVersion)) throw new TypeError(`${expectedVersion} is not a version that ${stream} can have`);
  return {
    stream,
    expectedVersion,
    events: events.map(({ type, form = 1, data, at }) => {
      if (!isStorable(type)) throw new TypeError("an event's type must be text that can be stored");
      if (form < 1 || form > 32_767 || !Number.isInteger(form)) throw new TypeError(`${form} is not a form of ${type}`);
      if (Number.isNaN(at.getTime())) throw new TypeError(`an event of ${stream} has no time`);
      return { type, form, data: canonicalJson(data), at };
    }),
  };
}

const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes("\0");
const isCount = (version: number): boolean => Number.isInteger(version) && version >= 0 && version < 2 ** 31;
