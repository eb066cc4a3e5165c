import { ok, type Result, refuse } from "@beacom/result";

/** What stays although everything was to go. */
export type Kept = { what: string; law: string; lastDay: string };

export type Erasure = {
  erasureId: string;
  customerId: string;
  askedAt: Date;
  askedBy: string;
  dueAt: Date;
  /** Why it is not carried out although it is due. */
  heldBack: string | undefined;
  ended: { as: "withdrawn"; at: Date } | { as: "carried-out"; at: Date; kept: readonly Kept[] } | undefined;
};

/** In cents; what is owed, and what is the customer's own. */
export type MoneyStanding = { owedCents: bigint; heldCents: bigint };

export type MoneyInTheWay =
  | { kind: "money-is-owed"; owedCents: bigint }
  | { kind: "wallet-holds-money"; heldCents: bigint };
export type ErasureRefusal = MoneyInTheWay | { kind: "customer-erased" | "erasure-unknown" | "erasure-ended" };

export const graceDays = 30;

/** Whoever asks twice has asked once. */
export function decideErasure(
  open: Erasure | undefined,
  asked: { erasureId: string; customerId: string; by: string; money: MoneyStanding; at: Date },
): Result<Erasure, ErasureRefusal> {
  const { erasureId, customerId, by, money, at } = asked;
  if (open) return ok(open);
  const free = moneyLetsGo(money);
  if (!free.ok) return free;
  const dueAt = new Date(at.getTime() + graceDays * 86_400_000);
  return ok({ erasureId, customerId, askedAt: at, askedBy: by, dueAt, heldBack: undefined, ended: undefined });
}

export function decideWithdrawal(erasure: Erasure | undefined, at: Date): Result<Erasure, ErasureRefusal> {
  if (!erasure) return refuse({ kind: "erasure-unknown" });
  if (erasure.ended) return refuse({ kind: "erasure-ended" });
  return ok({ ...erasure, heldBack: undefined, ended: { as: "withdrawn", at } });
}

/** Undefined: nothing to do yet, or not any more. Money that came in during the grace holds it back, so that it is not lost with the person. */
export function decideCarryingOut(
  erasure: Erasure,
  { money, kept, at }: { money: MoneyStanding; kept: readonly Kept[]; at: Date },
): Erasure | undefined {
  if (erasure.ended || erasure.dueAt > at) return undefined;
  const free = moneyLetsGo(money);
  if (!free.ok) return { ...erasure, heldBack: free.error.kind };
  return { ...erasure, heldBack: undefined, ended: { as: "carried-out", at, kept } };
}

/** A debt is a reason to go on knowing somebody (POPIA section 14(1)), and money that nobody can be paid back would be taken from them. */
export function moneyLetsGo({ owedCents, heldCents }: MoneyStanding): Result<true, MoneyInTheWay> {
  if (owedCents > 0n) return refuse({ kind: "money-is-owed", owedCents });
  if (heldCents > 0n) return refuse({ kind: "wallet-holds-money", heldCents });
  return ok(true);
}

/** What the law wants kept of somebody who goes on this day. `identityUntil` is the last day of RICA where there are records of it. */
export function keptByLaw(today: string, identityUntil: string | undefined): Kept[] {
  const tax = {
    what: "invoices, credit notes, payments and the ledger, with the name and address on invoices",
    law: "Tax Administration Act section 29, Value-Added Tax Act section 55",
    lastDay: fiveYearsAfter(today),
  };
  const identity = { what: "the verification of your identity, with the papers shown", law: "RICA sections 39 and 40" };
  return identityUntil === undefined ? [tax] : [tax, { ...identity, lastDay: identityUntil }];
}

function fiveYearsAfter(day: string): string {
  const later = `${Number(day.slice(0, 4)) + 5}${day.slice(4)}`;
  return later.endsWith("-02-29") ? later.replace("-02-29", "-02-28") : later;
}
