import type { Account } from "@beacom/api-client";
import type { LampState } from "@beacom/design";
import type { ReactNode } from "react";
import type { Words } from "#parts/words";
import { speedWord, type Standing } from "#standing";

/** The one number that the eye should find. */
const Strong = ({ children }: { children: ReactNode }) => (
  <span className="figures whitespace-nowrap text-deep">{children}</span>
);

export function sentenceOf(standing: Standing, { t, rich, data, moment, since: sinceWhen }: Words): ReactNode {
  switch (standing.kind) {
    case "online": {
      const until = <span className="figures whitespace-nowrap">{moment(standing.first.expiresAt)}</span>;
      const left = <Strong>{data(standing.left)}</Strong>;
      if (standing.bundles.length === 1) return rich("home.standing", { left, until });
      return rich("home.standingMany", { left, first: data(standing.first.octetsRemaining), until });
    }
    case "slow":
      return t("home.throttled");
    case "off": {
      const since = sinceWhen(standing.since ?? new Date());
      return t(standing.cause === "used-up" ? "home.offUsedUp" : "home.offExpired", { since });
    }
    default:
      return t("home.none");
  }
}

export function detailOf(standing: Standing, account: Account, { t, rate }: Words): ReactNode {
  if (standing.kind === "slow") return t("home.throttledText", { rate: rate(standing.downBitsPerSecond) });
  if (standing.kind === "off") return t("home.offText");
  if (standing.kind === "none") return t("home.noneText");
  const down = account.service.rate?.downBitsPerSecond ?? standing.first.rate?.downBitsPerSecond;
  return down ? t(speedWord(down), { rate: rate(down) }) : undefined;
}

export function lampOf(
  standing: Standing,
  { online, asOf }: Account,
  { t, since, time }: Words,
): { lamp: LampState; status: string } {
  if (standing.kind === "slow") return { lamp: "dim", status: t("home.slow") };
  if (standing.kind !== "online")
    return { lamp: "out", status: `${t("home.offline")} · ${t("app.asOf", { time: time(asOf) })}` };
  if (online) return { lamp: "lit", status: t("home.onlineSince", { time: since(online.since) }) };
  return online === null
    ? { lamp: "out", status: t("home.notOnline") }
    : { lamp: "lit", status: t("app.asOf", { time: time(asOf) }) };
}
