import { ok, type Result, refuse } from "@beacom/result";
import { isLocalDate, localDate } from "@beacom/time";
import type { InRicaTransaction, KeptCase } from "#application/rica/ports";
import { standingChanged } from "#application/rica/standing";
import type { CustomerUnknown } from "#application/rica/submit";
import type { Actor } from "#domain/events";
import { staffAct } from "#domain/privacy/staff-act";
import { nameOf } from "#domain/privacy/who";
import { keptUntil, ricaRetention, unusedEvidenceDays } from "#domain/rica/retention";
import { decideExpiry } from "#domain/rica/rica-case";

type Needs = { inTransaction: InRicaTransaction; clock: () => Date };
export type EndContractRefusal = CustomerUnknown | { kind: "day-not-valid" };
export type EndContract = (request: {
  by: Actor;
  customerId: string;
  endedOn: string;
}) => Promise<Result<KeptCase, EndContractRefusal>>;
export type SweepRica = () => Promise<{ expired: number; destroyed: number; sealedAgain: number }>;

const portion = 100;

/** From the end of the last contract the law counts its years. */
export function endContractWith({ inTransaction, clock }: Needs): EndContract {
  return async ({ by, customerId, endedOn }) => {
    const at = clock();
    if (!isLocalDate(endedOn) || endedOn > localDate(at)) return refuse({ kind: "day-not-valid" });
    return inTransaction(async ({ rica, publish }) => {
      const kept = await rica.hold(customerId);
      if (!kept) return refuse({ kind: "customer-unknown" });
      const until = keptUntil(endedOn);
      await rica.endContract(customerId, endedOn, until);
      await rica.addHistory(customerId, { at, happened: "contract-ended", byWhom: nameOf(by), note: endedOn });
      await publish(
        staffAct(by, { customerId, action: "rica.contract-ended", at, after: { endedOn, keptUntil: until } }),
      );
      return ok({ ...kept, contractEndedOn: endedOn, keptUntil: until });
    });
  };
}

/** One customer, one transaction: a sweep that is cut off has done what it has done, and the next one does the rest. */
export function sweepRicaWith({ inTransaction, clock }: Needs): SweepRica {
  return async () => {
    const at = clock();
    const today = localDate(at);
    const unusedSince = new Date(at.getTime() - unusedEvidenceDays * 86_400_000);
    const gone = await inTransaction(({ rica }) => rica.expired(today, portion));
    for (const customerId of gone)
      await inTransaction(async ({ rica, publish }) => {
        const kept = await rica.hold(customerId);
        const now = kept && decideExpiry(kept.now, today, at);
        if (!now) return;
        await rica.write(customerId, now);
        await rica.addHistory(customerId, { at, happened: "expired", byWhom: "identity", note: "" });
        await publish([standingChanged(customerId, now, at)]);
      });
    const ripe = await inTransaction(({ rica }) => rica.toDestroy(today, unusedSince, portion));
    for (const { customerId, unused } of ripe)
      await inTransaction(async ({ rica, publish }) => {
        if (!(await rica.hold(customerId))) return;
        const because = unused ? `unused for ${unusedEvidenceDays} days` : `${ricaRetention.law}: the years are over`;
        const files = await rica.destroy(customerId, at);
        await rica.addHistory(customerId, { at, happened: "evidence-destroyed", byWhom: "identity", note: because });
        await publish([{ type: "RicaEvidenceDestroyed", at, customerId, files, because }]);
      });
    const sealedAgain = await inTransaction(({ rica }) => rica.sealAgain(portion));
    return { expired: gone.length, destroyed: ripe.length, sealedAgain };
  };
}
