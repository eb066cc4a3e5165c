import type { AccountEvent } from "#domain/account-event";

/** An event with the account that it happened to and its place among all events. */
export type AccountFact<E extends AccountEvent = AccountEvent> = {
  readonly customerId: string;
  readonly position: bigint;
  readonly event: E;
};

export const factsOf = <T extends AccountEvent["type"]>(
  facts: readonly AccountFact[],
  type: T,
): AccountFact<Extract<AccountEvent, { type: T }>>[] =>
  facts.filter((fact): fact is AccountFact<Extract<AccountEvent, { type: T }>> => fact.event.type === type);
