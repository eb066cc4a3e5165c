import { dunningSettled } from "#domain/postpaid/clear-dunning";
import type { Postpaid } from "#domain/postpaid/postpaid";
import type { PostpaidEvent } from "#domain/postpaid/postpaid-event";
import { postpaidAfter } from "#domain/postpaid/postpaid-fold";
import { creditUsed } from "#domain/postpaid/use-credit";

/** What a command leads to: the events, none if it changes nothing, and the state after them. */
export type PostpaidDecision = { readonly events: readonly PostpaidEvent[]; readonly state: Postpaid };

export const undecided = (state: Postpaid): PostpaidDecision => ({ events: [], state });

export function followedBy(decision: PostpaidDecision, events: readonly PostpaidEvent[]): PostpaidDecision {
  if (events.length === 0) return decision;
  const state = postpaidAfter(decision.state, events);
  if (!state) throw new Error("a decision needs a state");
  return { events: [...decision.events, ...events], state };
}

/**
 * Every command ends with what follows from it by itself: credit that is left pays what is open, and who owes nothing overdue any more
 * has his service back.
 */
export function concluded(decision: PostpaidDecision, at: Date): PostpaidDecision {
  const paid = followedBy(decision, creditUsed(decision.state, at));
  return followedBy(paid, dunningSettled(paid.state, at));
}
