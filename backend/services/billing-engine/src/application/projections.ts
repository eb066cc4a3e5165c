import type { AccountEvent } from "#domain/account-event";

export type ReplayedFact =
  | { readonly kind: "account"; readonly customerId: string; readonly event: AccountEvent }
  | { readonly kind: "catalogue" };

export type ProjectionsRebuild = {
  /** Rebuilds every projection aside, shows each event on the way, and says in words where the live ones differ. */
  compare(see: (fact: ReplayedFact) => void): Promise<readonly string[]>;
  /** Rebuilds every projection while serving, and puts right the rows that differ. */
  rebuild(): Promise<{ readonly events: bigint; readonly rowsPutRight: Readonly<Record<string, number>> }>;
};
