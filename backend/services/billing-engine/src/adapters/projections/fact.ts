import type { Fact } from "#adapters/stored-kind";
import type { AccountEvent, AccountEventOf } from "#domain/account-event";

/** An event with the customer whose account it happened to, and its place among all events. */
export type AccountFact<E extends AccountEvent = AccountEvent> = Fact<E>;

export const factsOf = <T extends AccountEvent["type"]>(
  facts: readonly AccountFact[],
  ...types: readonly T[]
): AccountFact<AccountEventOf<T>>[] =>
  facts.filter((fact): fact is AccountFact<AccountEventOf<T>> =>
    (types as readonly string[]).includes(fact.event.type),
  );
