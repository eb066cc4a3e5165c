import type { OutboxMessage } from "@beacom/outbox";
import type { Tx } from "@beacom/postgres";
import type { Happened, StreamKind, StreamOf } from "#application/streams";

export type Stored = { readonly type: string; readonly data: unknown; readonly at: Date };

/** An event with the history that it belongs to and its place among all events. */
export type Fact<Event> = { readonly id: string; readonly position: bigint; readonly event: Event };

/** How a kind of history is kept: its events as JSON, its snapshots, its projections, and what other services are told. */
export type StoredKind<State, Event extends Happened> = {
  readonly kind: StreamKind<State, Event>;
  readonly write: (event: Event) => Stored;
  readonly read: (stored: Stored) => Event;
  /** The same state without what no decision needs any more. */
  readonly trimmed?: (state: State) => State;
  /** For histories that grow long: a state that is read instead of them. `read` answers undefined for one of another form. */
  readonly snapshot?: {
    readonly afterEvents: number;
    readonly write: (state: State) => unknown;
    readonly read: (stored: unknown) => State | undefined;
  };
  readonly news?: (change: {
    readonly id: string;
    readonly events: readonly Event[];
    readonly state: State;
    readonly traceparent: string;
  }) => OutboxMessage[];
  /** The tables that `project` writes, with the columns that name a row. */
  readonly tables: Readonly<Record<string, readonly string[]>>;
  /** Brings the tables up to these events, which follow directly after those projected before. */
  readonly project: (tx: Tx, facts: readonly Fact<Event>[]) => Promise<void>;
};

/** A stored kind among others, whose states and events only itself can tell apart. */
export type AnyStoredKind = StoredKind<unknown, Happened>;

/** The one place where a kind's own types are given up, so that kinds can be kept in one list. */
export const asAnyKind = <State, Event extends Happened>(kind: StoredKind<State, Event>): AnyStoredKind =>
  kind as unknown as AnyStoredKind;

export const streamName = ({ kind, id }: { readonly kind: { readonly name: string }; readonly id: string }): string =>
  id === "" ? kind.name : `${kind.name}/${id}`;

/** `account/cus_…` is the kind `account` and the id `cus_…`. */
export function partsOfStream(stream: string): { readonly name: string; readonly id: string } {
  const slash = stream.indexOf("/");
  return slash < 0 ? { name: stream, id: "" } : { name: stream.slice(0, slash), id: stream.slice(slash + 1) };
}

export type AnyStream = StreamOf<unknown, Happened>;
