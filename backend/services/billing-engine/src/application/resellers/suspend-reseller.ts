import type { Result } from "@beacom/result";
import type { Clock } from "@beacom/time";
import { changeReseller } from "#application/resellers/change-reseller";
import type { Streams } from "#application/streams";
import { decideReinstate, decideSuspend } from "#domain/resellers/standing";

type Ports = { streams: Streams; clock: Clock };

export type SuspendResellerUseCase = (command: {
  readonly resellerId: string;
  readonly reason: string;
  readonly staffId: string;
}) => Promise<Result<{ readonly floatCents: bigint }, { readonly kind: "reseller-unknown" }>>;
export type ReinstateResellerUseCase = (command: {
  readonly resellerId: string;
  readonly staffId: string;
}) => Promise<Result<{ readonly floatCents: bigint }, { readonly kind: "reseller-unknown" }>>;

/** To suspend one that is suspended changes nothing, so these need no key of the caller's. */
export const suspendResellerWith =
  ({ streams, clock }: Ports): SuspendResellerUseCase =>
  ({ resellerId, reason, staffId }) => {
    const at = clock();
    return changeReseller(streams, resellerId, `reseller-suspend:${resellerId}:${at.getTime()}`, (reseller) =>
      decideSuspend(reseller, { reason, by: staffId, at }),
    );
  };

export const reinstateResellerWith =
  ({ streams, clock }: Ports): ReinstateResellerUseCase =>
  ({ resellerId, staffId }) => {
    const at = clock();
    return changeReseller(streams, resellerId, `reseller-reinstate:${resellerId}:${at.getTime()}`, (reseller) =>
      decideReinstate(reseller, { by: staffId, at }),
    );
  };
