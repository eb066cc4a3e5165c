import { isCurrency, type Money, parseMajorUnits } from "@beacom/money";
import type { ImportedPlan } from "#import/imported";
import type { NotUnderstood } from "#items/item";
import { optional } from "#values/optional";

/** Columns of daloRADIUS' billing_plans. All are text that an operator typed. */
export const planColumns = [
  "planName",
  "planType",
  "planTimeBank",
  "planBandwidthUp",
  "planBandwidthDown",
  "planTrafficTotal",
  "planTrafficUp",
  "planTrafficDown",
  "planRecurring",
  "planRecurringPeriod",
  "planCost",
  "planSetupCost",
  "planTax",
  "planCurrency",
  "planGroup",
  "planActive",
] as const;
export type PlanRow = { readonly [Column in (typeof planColumns)[number]]?: string | undefined };

const withoutUnit = [
  "planTimeBank",
  "planBandwidthUp",
  "planBandwidthDown",
  "planTrafficTotal",
  "planTrafficUp",
  "planTrafficDown",
] as const;

/** A plan with the groups that billing_plans_profiles gives it. */
export function importPlan(row: PlanRow, profiles: readonly string[]): ImportedPlan {
  const notUnderstood: NotUnderstood[] = [];
  const note = (attribute: string, value: string, why: string): void => {
    notUnderstood.push({ table: "billing_plans", attribute, op: "=", value, why });
  };
  const textOf = (column: keyof PlanRow): string => row[column]?.trim() ?? "";
  const priceOf = (column: "planCost" | "planSetupCost"): Money | undefined => {
    const text = textOf(column);
    if (text === "") return undefined;
    const currency = textOf("planCurrency").toUpperCase();
    const amount = isCurrency(currency) ? parseMajorUnits(text, currency) : undefined;
    if (amount?.ok) return amount.value;
    note(column, text, amount ? "Is no amount of money." : `"${currency}" is not a currency that is priced in here.`);
    return undefined;
  };
  const price = priceOf("planCost");
  const setupPrice = priceOf("planSetupCost");
  for (const column of withoutUnit) {
    const text = textOf(column);
    if (text === "" || text === "0") continue;
    note(
      column,
      text,
      "daloRADIUS keeps this figure without a unit and without effect; what counts is in the plan's groups.",
    );
  }
  if (!/^0*(\.0*)?$/.test(textOf("planTax"))) {
    note("planTax", textOf("planTax"), "Tax is one rule for all plans here; look whether the price includes it.");
  }
  const groups = [...profiles, textOf("planGroup")].map((group) => group.trim()).filter((group) => group !== "");
  return {
    name: textOf("planName"),
    active: !/^(no|0|false)$/i.test(textOf("planActive")),
    ...optional("type", textOf("planType") || undefined),
    ...optional("price", price),
    ...optional("setupPrice", setupPrice),
    ...optional("recurringPeriod", /^yes$/i.test(textOf("planRecurring")) ? textOf("planRecurringPeriod") : undefined),
    groups: [...new Set(groups)],
    notUnderstood,
  };
}
