import type { Account, Bundle } from "@beacom/api-client";
import { Meter } from "@beacom/design";
import { useWords, type Words } from "#parts/words";
import { toneOf } from "#standing";

/** A bundle with what is left of it, until when, and what is special about it. */
export function BundleMeter({ bundle, account }: { bundle: Bundle; account: Account }) {
  const words = useWords();
  const { t, data, moment, time } = words;
  if (bundle.uncapped) return <Uncapped bundle={bundle} asOf={account.asOf} />;
  const left = data(bundle.octetsRemaining);
  const total = data(bundle.octetsGranted);
  const any = bundle.octetsRemaining > 0;
  return (
    <Meter
      label={bundle.name}
      share={bundle.octetsGranted > 0 ? bundle.octetsRemaining / bundle.octetsGranted : 0}
      tone={toneOf(bundle)}
      valueText={t("home.meter", { left, total, time: time(account.asOf) })}
      left={any ? t("home.left", { left }) : t("home.usedUp")}
      of={any ? t("home.of", { total }) : ""}
      until={any ? t("home.until", { until: moment(bundle.expiresAt) }) : ""}
      asOf={t("app.asOf", { time: time(account.asOf) })}
      scale={t("home.scale")}
      special={any ? specialsOf(bundle, words) : []}
    />
  );
}

/** No bar: of something without an end nothing is "left". */
function Uncapped({ bundle, asOf }: { bundle: Bundle; asOf: string }) {
  const words = useWords();
  const { t, data, moment, time } = words;
  const special = specialsOf(bundle, words);
  return (
    <div className="figures">
      <p className="mb-1 flex flex-wrap items-baseline justify-between gap-x-3 text-base">
        <span className="font-semibold">{bundle.name}</span>
        <span>
          <strong className="font-semibold">{t("home.uncappedLeft")}</strong>{" "}
          <span className="text-quiet">{t("home.usedSoFar", { used: data(bundle.octetsUsed) })}</span>
        </span>
      </p>
      {special.length > 0 && <p className="text-sm text-quiet">{special.join(" · ")}</p>}
      <p className="flex flex-wrap justify-between gap-x-3 text-sm text-quiet">
        <span>{t("home.until", { until: moment(bundle.expiresAt) })}</span>
        <span>{t("app.asOf", { time: time(asOf) })}</span>
      </p>
    </div>
  );
}

export const specialsOf = (bundle: Bundle, { t, hours }: Words): string[] => [
  ...(bundle.window ? [t("home.window", { window: hours(bundle.window) })] : []),
  ...(bundle.rolledOver > 0 ? [t("home.carried")] : []),
  ...(bundle.source === "transfer" ? [t("home.received")] : []),
  ...(bundle.shared ? [t("home.shareable")] : []),
];
