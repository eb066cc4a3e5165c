import { ok, type Result, refuse } from "@beacom/result";
import type { Clock } from "@beacom/time";
import { changeAccount } from "#application/accounts";
import type { Streams } from "#application/streams";
import type { Restriction } from "#domain/account-event";
import { decideRestrictService } from "#domain/restrict-service";

export type RestrictServiceUseCase = (command: {
  readonly customerId: string;
  /** Null lifts it. */
  readonly restriction: Restriction | null;
  readonly by: string;
  /** Once for it; without one, each time that it is asked for. */
  readonly key?: string;
}) => Promise<Result<void, { readonly kind: "account-not-open-yet" }>>;

/** By staff, beside what dunning does. */
export const restrictServiceWith =
  ({ streams, clock }: { streams: Streams; clock: Clock }): RestrictServiceUseCase =>
  async ({ customerId, restriction, by, key }) => {
    const at = clock();
    const result = await changeAccount<{ readonly kind: "account-not-open-yet" }>(streams, {
      customerId,
      key: `restrict:${customerId}:${key ?? at.getTime()}:${restriction ?? "none"}`,
      decide: (account) =>
        account
          ? ok(decideRestrictService(account, { source: "staff", restriction, by, at }))
          : refuse({ kind: "account-not-open-yet" }),
    });
    return result.ok || result.error.kind === "command-repeated" ? ok(undefined) : refuse(result.error);
  };
