import type { ReplayedFact } from "#application/projections";

/** What happened in every history, from the beginning, in the order of its commits. */
export type LedgerHistory = {
  /**
   * Whether a stored event was altered, removed or put in between: where, in words. The head is the hash of the last event; who wrote it
   * down elsewhere can tell whether the whole history was made anew.
   */
  chain(): Promise<
    { readonly intact: true; readonly head: string } | { readonly intact: false; readonly problem: string }
  >;
  facts(): AsyncIterable<ReplayedFact>;
};
