import { ok, type Result, refuse } from "@beacom/result";
import { localDate } from "@beacom/time";
import type { InErasureTransaction } from "#application/privacy/ports";
import {
  decideCarryingOut,
  decideErasure,
  decideWithdrawal,
  type Erasure,
  type ErasureRefusal,
  keptByLaw,
  type MoneyStanding,
} from "#domain/privacy/erasure";
import { customerPerson } from "#domain/person";
import { staffAct } from "#domain/privacy/staff-act";
import { nameOf, type Who } from "#domain/privacy/who";
import { keptUntil } from "#domain/rica/retention";

type Needs = {
  inTransaction: InErasureTransaction;
  /** Throws when it cannot be said. */
  moneyOf: (customerId: string) => Promise<MoneyStanding>;
  newErasureId: () => string;
  clock: () => Date;
};
type Unknown = { kind: "customer-unknown" };
export type AskErasureRefusal = ErasureRefusal | Unknown | { kind: "reason-missing" };
type Asked = { by: Who; customerId: string; reason: string };
export type AskErasure = (request: Asked) => Promise<Result<Erasure, AskErasureRefusal>>;
export type WithdrawErasure = (request: Asked) => Promise<Result<Erasure, AskErasureRefusal>>;
export type GetErasure = (customerId: string) => Promise<Result<Erasure, ErasureRefusal>>;
export type CarryOutErasures = () => Promise<{ carriedOut: number; heldBack: number }>;

export function askErasureWith({ inTransaction, moneyOf, newErasureId, clock }: Needs): AskErasure {
  return async ({ by, customerId, reason: text }) => {
    const reason = text.trim();
    if (by.kind !== "customer" && reason === "") return refuse({ kind: "reason-missing" });
    const money = await moneyOf(customerId);
    return inTransaction(async ({ customers, erasures, publish }) => {
      const customer = await customers.hold(customerId);
      if (!customer) return refuse({ kind: "customer-unknown" });
      if (customer.erased) return refuse({ kind: "customer-erased" });
      const at = clock();
      const latest = await erasures.latest(customerId);
      const open = latest?.ended ? undefined : latest;
      const decided = decideErasure(open, { erasureId: newErasureId(), customerId, by: nameOf(by), money, at });
      if (!decided.ok || decided.value === open) return decided;
      const { erasureId, dueAt } = decided.value;
      await erasures.write(decided.value);
      const act = staffAct(by, { customerId, action: "erasure.asked", at, reason, after: { erasureId } });
      await publish([{ type: "ErasureRequested", at, customerId, dueAt }, ...act]);
      return decided;
    });
  };
}

export function withdrawErasureWith({ inTransaction, clock }: Needs): WithdrawErasure {
  return async ({ by, customerId, reason }) =>
    inTransaction(async ({ customers, erasures, publish }) => {
      await customers.hold(customerId);
      const at = clock();
      const decided = decideWithdrawal(await erasures.latest(customerId), at);
      if (!decided.ok) return decided;
      await erasures.write(decided.value);
      const act = staffAct(by, { customerId, action: "erasure.withdrawn", at, reason: reason.trim() });
      await publish([{ type: "ErasureWithdrawn", at, customerId }, ...act]);
      return decided;
    });
}

export const getErasureWith =
  ({ inTransaction }: Pick<Needs, "inTransaction">): GetErasure =>
  async (customerId) => {
    const latest = await inTransaction(({ erasures }) => erasures.latest(customerId));
    return latest ? ok(latest) : refuse({ kind: "erasure-unknown" });
  };

/** One person, one transaction with the news of it: whoever is killed in between has erased nobody by half, and goes on with the next run. */
export function carryOutErasuresWith({ inTransaction, moneyOf, clock }: Needs): CarryOutErasures {
  return async () => {
    const due = await inTransaction(({ erasures }) => erasures.due(clock(), 100));
    const counts = { carriedOut: 0, heldBack: 0 };
    for (const { customerId } of due) {
      const money = await moneyOf(customerId).catch(() => undefined);
      if (!money) continue;
      const done = await carryOut(inTransaction, customerId, money, clock());
      if (done) counts[done] += 1;
    }
    return counts;
  };
}

function carryOut(inTransaction: InErasureTransaction, customerId: string, money: MoneyStanding, at: Date) {
  return inTransaction(async ({ customers, erasures, rica, publish }) => {
    const customer = await customers.hold(customerId);
    const latest = await erasures.latest(customerId);
    if (!customer || customer.erased || !latest) return undefined;
    const today = localDate(at);
    const identity = await rica.hold(customerId);
    const wasVerified = (await rica.history(customerId)).some(({ happened }) => happened === "verified");
    const keepIdentity = wasVerified && identity !== undefined && identity.destroyedAt === undefined;
    const endedOn = identity?.contractEndedOn ?? today;
    const kept = keptByLaw(today, keepIdentity ? keptUntil(endedOn) : undefined);
    const decided = decideCarryingOut(latest, { money, kept, at });
    if (!decided) return undefined;
    await erasures.write(decided);
    if (!decided.ended) return "heldBack" as const;
    if (keepIdentity) await rica.endContract(customerId, endedOn, keptUntil(endedOn));
    else await rica.destroy(customerId, at);
    await customers.erase(customerId, at);
    await publish([
      { type: "AccessEnded", at, person: customerPerson(customerId) },
      { type: "CustomerErased", at, customerId, kept },
    ]);
    return "carriedOut" as const;
  });
}
