import { isCurrency, type Money, money } from "@beacom/money";
import type { Money as ProtoMoney } from "@beacom/proto/common/v1/common";

export function moneyOf(amount: ProtoMoney | undefined): Money {
  if (!amount || !isCurrency(amount.currency)) throw new Error(`an amount in ${amount?.currency ?? "no currency"}`);
  return money(amount.minorUnits, amount.currency);
}
