import type { AccountEvent } from "#domain/account-event";

type Checks = { readonly [T in AccountEvent["type"]]?: (event: Extract<AccountEvent, { type: T }>) => string[] };

/** What a part of an audit says to an event; nothing, if it has no opinion of it. */
export const checkedBy =
  (checks: Checks) =>
  (event: AccountEvent): string[] =>
    (checks[event.type] as ((event: AccountEvent) => string[]) | undefined)?.(event) ?? [];

export const problemIf = (wrong: boolean, problem: string): string[] => (wrong ? [problem] : []);
