import type { AccountEvent } from "#domain/account-event";

/** What happened to accounts, from the beginning, in the order of its commits. */
export type LedgerHistory = {
  /** Undefined if no stored event was altered, removed or put in between; else where, in words. */
  brokenChain(): Promise<string | undefined>;
  accountEvents(): AsyncIterable<{
    readonly customerId: string;
    readonly position: bigint;
    readonly event: AccountEvent;
  }>;
};
