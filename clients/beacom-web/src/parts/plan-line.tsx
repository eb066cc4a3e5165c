import type { Plan } from "@beacom/api-client";
import { Money } from "@beacom/design";
import { useWords } from "#parts/words";

/** What a bundle costs, gives, for how long, and what comes after it. */
export function PlanLine({ plan }: { plan: Plan }) {
  const { t, data, rate, hours, moneyParts } = useWords();
  const parts = plan.allowances
    .map(({ octets, window }) => {
      const amount = octets === null ? t("home.uncappedLeft") : data(octets);
      return window ? t("topUp.part", { data: amount, window: hours(window) }) : amount;
    })
    .join(" + ");
  const days = plan.validitySeconds / 86_400;
  const time =
    days < 1
      ? t("topUp.hours", { count: String(Math.round(days * 24)) })
      : days === 1
        ? t("topUp.day")
        : t("topUp.days", { count: String(Math.round(days)) });
  const [slower] = plan.fairUse;
  const after = slower
    ? t("topUp.fairUse", { data: data(slower.afterOctets), rate: rate(slower.rate.downBitsPerSecond) })
    : plan.afterExhaustion === "throttle" && plan.throttledRate
      ? t("topUp.after.throttle", { rate: rate(plan.throttledRate.downBitsPerSecond) })
      : t("topUp.after.walledGarden");
  const special = [
    ...(plan.addOn ? [t("topUp.addOn")] : []),
    ...(plan.members > 0 ? [t("topUp.shareable", { count: String(plan.members) })] : []),
    ...(plan.rollovers > 0 ? [t("topUp.carries")] : []),
  ];
  return (
    <>
      <span className="flex items-baseline justify-between gap-3">
        <span className="text-base font-semibold">{plan.name}</span>
        <Money amount={moneyParts(plan.price)} size="lg" />
      </span>
      <span className="block text-sm text-quiet">
        {t("topUp.plan", { data: parts, time })}, {t("topUp.upTo", { rate: rate(plan.rate.downBitsPerSecond) })}
      </span>
      <span className="block text-sm text-quiet">{after}</span>
      {special.length > 0 && <span className="block text-sm text-quiet">{special.join(" · ")}</span>}
    </>
  );
}
