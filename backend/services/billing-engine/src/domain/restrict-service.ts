import type { Account } from "#domain/account";
import type { Restriction, RestrictionSource } from "#domain/account-event";
import { concluded, type Decision, extended, unchanged } from "#domain/decision";

export type RestrictService = {
  readonly source: RestrictionSource;
  /** Null lifts what this source had restricted. */
  readonly restriction: Restriction | null;
  readonly by: string | null;
  readonly at: Date;
};

/** Limits a person's access whatever is paid for, or gives it back. What dunning and staff restrict is lifted by each of them alone. */
export function decideRestrictService(account: Account, { source, restriction, by, at }: RestrictService): Decision {
  if ((account.restrictions.get(source) ?? null) === restriction) return unchanged(account);
  const event =
    restriction === null
      ? ({ type: "ServiceRestrictionLifted", source, by, at } as const)
      : ({ type: "ServiceRestricted", source, restriction, by, at } as const);
  return concluded(extended(unchanged(account), [event]), at);
}
