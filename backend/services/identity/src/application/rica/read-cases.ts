import { ok, type Result, refuse } from "@beacom/result";
import type { Evidence, Happened, InRicaTransaction, KeptCase } from "#application/rica/ports";
import type { CustomerUnknown } from "#application/rica/submit";

export type Standing = { kept: KeptCase; evidence: Evidence[]; history: Happened[] };
export type GetStanding = (customerId: string) => Promise<Result<Standing, CustomerUnknown>>;
export type ListWaiting = () => Promise<KeptCase[]>;

export const getStandingWith =
  ({ inTransaction }: { inTransaction: InRicaTransaction }): GetStanding =>
  async (customerId) =>
    inTransaction(async ({ rica }) => {
      const kept = await rica.hold(customerId);
      if (!kept) return refuse({ kind: "customer-unknown" });
      return ok({ kept, evidence: await rica.evidence(customerId), history: await rica.history(customerId) });
    });

/** The queue of reviewers: the first two hundred. */
export const listWaitingWith =
  ({ inTransaction }: { inTransaction: InRicaTransaction }): ListWaiting =>
  () =>
    inTransaction(({ rica }) => rica.waiting(200));
