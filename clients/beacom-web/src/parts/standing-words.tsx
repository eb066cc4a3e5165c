import type { Account, Money } from "@beacom/api-client";
import type { LampState } from "@beacom/design";
import type { ReactNode } from "react";
import type { Words } from "#parts/words";
import { speedWord, type Standing } from "#standing";

/** What has to be paid before the service is whole again. */
export type Overdue = { amount: Money; documentId: string | undefined; serial: string | undefined };

/** The one number that the eye should find. */
const Strong = ({ children }: { children: ReactNode }) => (
  <span className="figures whitespace-nowrap text-deep">{children}</span>
);

export function sentenceOf(standing: Standing, words: Words, overdue?: Overdue): ReactNode {
  const { t, rich, data, moment, hours, since: sinceWhen } = words;
  switch (standing.kind) {
    case "online": {
      const until = <span className="figures whitespace-nowrap">{moment(standing.first.expiresAt)}</span>;
      const left = <Strong>{data(standing.left)}</Strong>;
      if (standing.bundles.length === 1) return rich("home.standing", { left, until });
      return rich("home.standingMany", { left, first: data(standing.first.octetsRemaining), until });
    }
    case "uncapped":
      return t("home.uncapped", { until: moment(standing.bundle.expiresAt) });
    case "fair-use":
      return t("home.fairUse");
    case "shared":
      return t("home.shared");
    case "out-of-bundle":
      return t("home.outOfBundle");
    case "outside-window": {
      const { bundle } = standing;
      const left = <Strong>{bundle.uncapped ? bundle.name : data(bundle.octetsRemaining)}</Strong>;
      return rich("home.outsideWindow", { left, window: bundle.window ? hours(bundle.window) : "" });
    }
    case "limited":
      return overdue?.serial
        ? rich("home.limited", { serial: <span className="whitespace-nowrap">{overdue.serial}</span> })
        : t("home.limitedSome");
    case "stopped":
      return t("home.stopped");
    case "ended":
      return t("home.ended");
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

export function detailOf(standing: Standing, account: Account, words: Words, overdue?: Overdue): ReactNode {
  const { t, rate, money, moment } = words;
  switch (standing.kind) {
    case "slow":
      return t("home.throttledText", { rate: rate(standing.downBitsPerSecond) });
    case "fair-use":
      return standing.until
        ? t("home.fairUseText", { rate: rate(standing.downBitsPerSecond), until: moment(standing.until) })
        : undefined;
    case "shared":
      return t("home.sharedText");
    case "out-of-bundle": {
      if (!standing.used) return undefined;
      const used = money(standing.used);
      return standing.limit
        ? t("home.outOfBundleText", { used, limit: money(standing.limit) })
        : t("home.outOfBundleOpen", { used });
    }
    case "outside-window":
      return t("home.outsideWindowText");
    case "limited":
      return overdue ? t("home.limitedText", { amount: money(overdue.amount) }) : undefined;
    case "stopped":
      return t("home.stoppedText");
    case "ended":
      return undefined;
    case "off":
      return t("home.offText");
    case "none":
      return t("home.noneText");
    default: {
      const bundle = standing.kind === "online" ? standing.first : standing.bundle;
      const down = account.service.rate?.downBitsPerSecond ?? bundle.rate?.downBitsPerSecond;
      return down ? t(speedWord(down), { rate: rate(down) }) : undefined;
    }
  }
}

const connected = new Set<Standing["kind"]>(["online", "uncapped", "shared", "out-of-bundle"]);

export function lampOf(
  standing: Standing,
  { online, asOf }: Account,
  { t, since, time }: Words,
): { lamp: LampState; status: string } {
  const slow = standing.kind === "slow" || standing.kind === "fair-use";
  if (slow) return { lamp: "dim", status: t("home.slow") };
  if (standing.kind === "limited")
    return { lamp: "out", status: `${t("home.limitedStatus")} · ${t("app.asOf", { time: time(asOf) })}` };
  if (!connected.has(standing.kind))
    return { lamp: "out", status: `${t("home.offline")} · ${t("app.asOf", { time: time(asOf) })}` };
  if (online) return { lamp: "lit", status: t("home.onlineSince", { time: since(online.since) }) };
  return online === null
    ? { lamp: "out", status: t("home.notOnline") }
    : { lamp: "lit", status: t("app.asOf", { time: time(asOf) }) };
}
