import { money, netOfVat } from "@beacom/money";
import { ok, type Result, refuse } from "@beacom/result";
import { datePlusDays } from "@beacom/time";
import { movement } from "#domain/ledger";
import { broughtUpToDate, type Now } from "#domain/postpaid/close-cycle";
import type { Span } from "#domain/postpaid/cycle";
import { followedBy, type PostpaidDecision, undecided } from "#domain/postpaid/decision";
import { type Postpaid, todayOf } from "#domain/postpaid/postpaid";
import { rateOn, type VatTreatment } from "#domain/postpaid/vat";

export type ChargeRefusal = {
  readonly kind: "amount-not-positive" | "description-missing" | "quantity-not-accepted" | "span-not-accepted";
};

/** Something once: an installation, a router. It is on the next invoice. */
export function decideAddCharge(
  before: Postpaid,
  charge: {
    readonly chargeId: string;
    readonly description: string;
    readonly quantity: number;
    /** Of all of it, with VAT. */
    readonly grossCents: bigint;
    readonly vat: VatTreatment;
  },
  now: Now,
): Result<PostpaidDecision, ChargeRefusal> {
  if (charge.grossCents <= 0n) return refuse({ kind: "amount-not-positive" });
  if (charge.description.trim() === "") return refuse({ kind: "description-missing" });
  if (!Number.isSafeInteger(charge.quantity) || charge.quantity < 1) return refuse({ kind: "quantity-not-accepted" });
  const decision = broughtUpToDate(undecided(before), now);
  const on = todayOf(decision.state, now.at);
  const vatBasisPoints = rateOn(now.policy.vatRates, charge.vat, on);
  return ok(
    followedBy(decision, [{ type: "ChargeAdded", kind: "once-off", ...charge, vatBasisPoints, on, at: now.at }]),
  );
}

/** What was used is earned now and invoiced at the end of the period. */
export function decideChargeUsageInArrears(
  before: Postpaid,
  usage: {
    readonly chargeId: string;
    readonly description: string;
    /** With VAT. */
    readonly amountCents: bigint;
    readonly vat: VatTreatment;
    /** The days on which it was used; today, if it is not said. */
    readonly period?: Span;
  },
  now: Now,
): Result<PostpaidDecision, ChargeRefusal> {
  const { chargeId, description, amountCents, vat, period } = usage;
  if (amountCents <= 0n) return refuse({ kind: "amount-not-positive" });
  if (description.trim() === "") return refuse({ kind: "description-missing" });
  if (period && period.from >= period.to) return refuse({ kind: "span-not-accepted" });
  const decision = broughtUpToDate(undecided(before), now);
  const { currency } = decision.state.profile;
  const today = todayOf(decision.state, now.at);
  const span = period ?? { from: today, to: datePlusDays(today, 1) };
  const vatBasisPoints = rateOn(now.policy.vatRates, vat, span.from);
  const netCents = netOfVat(money(amountCents, currency), vatBasisPoints).net.minorUnits;
  const entries = movement({ debit: "accrued-revenue", credit: "earned-revenue" }, netCents, currency);
  const event = { chargeId, description, grossCents: amountCents, netCents, vat, vatBasisPoints, span, entries };
  return ok(followedBy(decision, [{ type: "UsageChargedInArrears", ...event, at: now.at }]));
}
