import type { ServiceLevel } from "#domain/service-state";

/** All that is not null holds of those who are found. */
export type AccountFilter = {
  /** A bundle of it in use, a subscription or an agreement. */
  readonly planId: string | null;
  readonly level: ServiceLevel | null;
  readonly isRestricted: boolean | null;
  readonly atLeastCents: bigint | null;
  readonly atMostCents: bigint | null;
};
/** In the order of their ids, from the one after `after` on. */
export type FindAccounts = (
  filter: AccountFilter,
  page: { readonly after: string; readonly limit: number },
) => Promise<readonly string[]>;
