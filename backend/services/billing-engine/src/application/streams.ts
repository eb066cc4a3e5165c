import type { Result } from "@beacom/result";

export type Happened = { readonly type: string; readonly at: Date };

/** A kind of history: how its streams are called, and what state its events lead to. Undefined: nothing has happened yet. */
export type StreamKind<State, Event extends Happened> = {
  /** The streams of this kind are `<name>/<id>`. */
  readonly name: string;
  readonly fold: (state: State | undefined, events: readonly Event[]) => State | undefined;
};

/** One history of a kind. */
export type StreamOf<State, Event extends Happened> = {
  readonly kind: StreamKind<State, Event>;
  readonly id: string;
};

/** The streams that a command reads, and may write, each under a name that the decision uses. */
export type Reads = Readonly<Record<string, StreamOf<never, never>>>;
type StateOf<S> = S extends { readonly kind: { readonly fold: (...none: never[]) => infer State } } ? State : never;
type EventOf<S> = S extends { readonly kind: StreamKind<infer _, infer Event> } ? Event : never;

export type StatesOf<R> = { readonly [Name in keyof R]: StateOf<R[Name]> };
export type EventsOf<R> = { readonly [Name in keyof R]?: readonly EventOf<R[Name]>[] };

/** What a command leads to: the events of each stream that it changes. None at all: it changes nothing. */
export type Decided<R> = {
  readonly events: EventsOf<R>;
  /** The states after the events, where the decision knows them already. */
  readonly after?: { readonly [Name in keyof R]?: NonNullable<StateOf<R[Name]>> };
};
export type Carried<R> = { readonly events: EventsOf<R>; readonly states: StatesOf<R> };

export type StreamsChange<R, Refusal> = {
  /** What makes this command one command. It may depend on what was decided. */
  readonly key: string | ((events: EventsOf<R>) => string);
  readonly read: R;
  /** W3C traceparent of the event of another service that led to it; the request's own if there is none. */
  readonly traceparent?: string;
  /** Look first whether another process changed them: for commands that must not find nothing to do on old knowledge. */
  readonly fresh?: true;
  /** May be asked again, if somebody else changed one of them in the meantime. */
  readonly decide: (states: StatesOf<R>) => Result<Decided<R>, Refusal>;
};

export type Streams = {
  /**
   * Decides on several histories at once and makes it durable: all events, their projections and what other services are told are
   * committed together, or nothing is, and only if every history that was read, also one that is not written, is still as it was.
   * Commands of one stream wait for each other; those of different streams do not.
   */
  change<const R extends object, Refusal>(
    change: StreamsChange<R, Refusal>,
  ): Promise<Result<Carried<R>, Refusal | { readonly kind: "command-repeated" }>>;
  /** Brings many histories into memory in one go, for who is about to work on all of them. */
  preload<State, Event extends Happened>(streams: readonly StreamOf<State, Event>[]): Promise<void>;
  /** The state as it is, read fresh. */
  state<State, Event extends Happened>(stream: StreamOf<State, Event>): Promise<State | undefined>;
};
