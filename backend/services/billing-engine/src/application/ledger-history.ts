import type { AccountEvent } from "#domain/account-event";

/** What happened to accounts, from the beginning, in the order of its commits. */
export type LedgerHistory = {
  /**
   * Whether a stored event was altered, removed or put in between: where, in words. The head is the hash of the last event; who wrote it
   * down elsewhere can tell whether the whole history was made anew.
   */
  chain(): Promise<
    { readonly intact: true; readonly head: string } | { readonly intact: false; readonly problem: string }
  >;
  accountEvents(): AsyncIterable<{
    readonly customerId: string;
    readonly position: bigint;
    readonly event: AccountEvent;
  }>;
};
