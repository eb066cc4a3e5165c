import type { OutboxMessage } from "@beacom/outbox";

export type NewEvent = {
  type: string;
  /** Counts the shapes that the data of this type has had: 1, which is also what none means, then 2 and so on. */
  form?: number;
  /** JSON; bigints as text, by the caller. */
  data: unknown;
  at: Date;
};

export type StoredEvent = {
  position: bigint;
  stream: string;
  /** The first event of a stream has version 1. */
  version: number;
  type: string;
  /** Of the data, as it was stored: readers bring older forms up to theirs. */
  form: number;
  data: unknown;
  at: Date;
};

/** All of its writes happen, or none. */
export type Command = {
  /** Names the command for good: one that was carried out is refused the next time. */
  commandKey: string;
  writes: readonly {
    stream: string;
    /** The version that the decision was based on; 0 for a stream that does not exist. */
    expectedVersion: number;
    events: readonly NewEvent[];
  }[];
  outbox?: readonly OutboxMessage[];
};

export type Appended = {
  /** The version that each written stream has now. */
  versions: ReadonlyMap<string, number>;
  /** Of the last event of the command. */
  position: bigint;
};

export type AppendRefusal = { kind: "version-moved"; stream: string } | { kind: "command-repeated" };
