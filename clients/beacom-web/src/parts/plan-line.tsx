import type { Plan } from "@beacom/api-client";
import { Money } from "@beacom/design";
import { useWords } from "#parts/words";

/** What a bundle costs, gives, for how long, and what comes after it. */
export function PlanLine({ plan }: { plan: Plan }) {
  const { t, data, rate, moneyParts } = useWords();
  const days = plan.validitySeconds / 86_400;
  const time =
    days < 1
      ? t("topUp.hours", { count: String(Math.round(days * 24)) })
      : days === 1
        ? t("topUp.day")
        : t("topUp.days", { count: String(Math.round(days)) });
  const after =
    plan.afterExhaustion === "throttle" && plan.throttledRate
      ? t("topUp.after.throttle", { rate: rate(plan.throttledRate.downBitsPerSecond) })
      : t("topUp.after.walledGarden");
  return (
    <>
      <span className="flex items-baseline justify-between gap-3">
        <span className="text-base font-semibold">{plan.name}</span>
        <Money amount={moneyParts(plan.price)} size="lg" />
      </span>
      <span className="block text-sm text-quiet">
        {t("topUp.plan", { data: data(plan.octets), time })},{" "}
        {t("topUp.upTo", { rate: rate(plan.rate.downBitsPerSecond) })}
      </span>
      <span className="block text-sm text-quiet">{after}</span>
    </>
  );
}
