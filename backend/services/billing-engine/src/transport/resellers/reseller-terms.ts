import type { Currency } from "@beacom/money";
import type { CommissionTier as TierMessage, ResellerTerms as TermsMessage } from "@beacom/proto/billing/v1/resellers";
import type { CommissionTier } from "#domain/resellers/commission";
import type { ResellerTerms } from "#domain/resellers/reseller-event";
import { amountIfAsked, idAsked } from "#transport/asked";
import { refusedAs } from "#transport/refusals";

/** Terms in the domain's words: a sub-reseller has a master and a share, all others a commission of their own. */
export function resellerTermsOf(terms: TermsMessage | undefined, currency: Currency): ResellerTerms {
  if (!terms) throw refusedAs("terms-missing");
  const limits = {
    perSaleCents: amountIfAsked(terms.mostPerSale, currency) ?? null,
    perDayCents: amountIfAsked(terms.mostPerDay, currency) ?? null,
    perMonthCents: amountIfAsked(terms.mostPerMonth, currency) ?? null,
  };
  const tiers = (messages: readonly TierMessage[]): CommissionTier[] =>
    messages.map(({ from, basisPoints }) => ({ fromCents: amountIfAsked(from, currency) ?? 0n, basisPoints }));
  const commission = {
    voucher: tiers(terms.voucherCommission),
    "electronic-voucher": tiers(terms.electronicVoucherCommission),
    "top-up": tiers(terms.topUpCommission),
  };
  const hasOwn = Object.values(commission).some((own) => own.length > 0);
  if (terms.masterId === "") {
    if (terms.shareBasisPoints !== 0) throw refusedAs("master-missing");
    return { kind: "master", commission, limits };
  }
  if (hasOwn) throw refusedAs("commission-is-the-masters");
  return { kind: "sub", masterId: idAsked(terms.masterId), shareBasisPoints: terms.shareBasisPoints, limits };
}
