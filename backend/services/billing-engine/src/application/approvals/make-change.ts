import { ok, type Result } from "@beacom/result";
import type { Decided, EventsOf, Happened, StatesOf, StreamOf } from "#application/streams";
import type { Change, ChangeKind, ChangeOf } from "#domain/approvals/change";

/** Who made a change, alone or together, and under which name. */
export type Made = {
  readonly approvalId: string;
  readonly by: string;
  /** Null: it was within the limits of the one who made it. */
  readonly approvedBy: string | null;
  readonly reasonCode: string;
  readonly at: Date;
};
/** Why a change that was allowed cannot be made: the refusal of what it changes. */
export type CannotMake = { readonly kind: string };

export type AnyRead = Readonly<Record<string, StreamOf<never, never>>>;
type AnyStates = Readonly<Record<string, unknown>>;
type AnyEvents = Readonly<Record<string, readonly Happened[]>>;

/** The histories that a change needs, and what it does to them. Part of the command that decides on the approval. */
export type Making = {
  readonly read: AnyRead;
  readonly decide: (
    states: AnyStates,
    made: Made,
  ) => Result<{ readonly events: AnyEvents; readonly after?: AnyStates }, CannotMake>;
};
/** How a kind of change is made. Looks up beforehand what only a query can tell. */
export type MakeChange<Kind extends ChangeKind> = (change: ChangeOf<Kind>) => Promise<Result<Making, CannotMake>>;
/** The kinds of change that are offered. */
export type MakeChanges = { readonly [Kind in ChangeKind]?: MakeChange<Kind> };

/** The one place where the histories' own types are given up, so that changes of all kinds can be made by one command. */
export const making = <R extends object>(
  read: R,
  decide: (states: StatesOf<R>, made: Made) => Result<Decided<R>, CannotMake>,
): Making => ({
  read: read as unknown as AnyRead,
  decide(states, made) {
    const decided = decide(states as StatesOf<R>, made);
    if (!decided.ok) return decided;
    const { events, after } = decided.value;
    return ok({ events: definedOf<R>(events), ...(after && { after }) });
  },
});

/** For changes that name as many histories as there are vouchers. */
export const anyStream = <State, Event extends Happened>(stream: StreamOf<State, Event>): StreamOf<never, never> =>
  stream as unknown as StreamOf<never, never>;

export function makingOf(changes: MakeChanges, change: Change): Promise<Result<Making, CannotMake>> | undefined {
  const make = changes[change.kind] as MakeChange<ChangeKind> | undefined;
  return make?.(change);
}

function definedOf<R>(events: EventsOf<R>): AnyEvents {
  const named = Object.entries(events as Readonly<Record<string, readonly Happened[] | undefined>>);
  return Object.fromEntries(named.flatMap(([name, theirs]) => (theirs ? [[name, theirs]] : [])));
}
