import type { Account, Bundle } from "@beacom/api-client";
import {
  Bone,
  buttonClass,
  Lamp,
  type LampState,
  Meter,
  Money,
  Note,
  Section,
  Skeleton,
  StandingSentence,
} from "@beacom/design";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { BellRing, ChevronRight, Clock } from "lucide-react";
import type { ReactNode } from "react";
import { useLive } from "#live-store";
import { useApp } from "#parts/app";
import { Trouble } from "#parts/trouble";
import { useTitle } from "#parts/title";
import { type Words, useWords } from "#parts/words";
import { accountQuery } from "#queries";
import { metersOf, newsOf, speedWord, type Standing, standingOf, toneOf } from "#standing";

export function HomeScreen() {
  useTitle("home.title");
  const { api } = useApp();
  const polling = useLive((live) => live.state !== "live");
  const query = accountQuery(api);
  const account = useQuery(
    polling ? { ...query, refetchInterval: ({ state }) => (state.data === null ? 2_000 : 15_000) } : query,
  );
  if (account.isPending) return <HomeSkeleton />;
  if (account.data === undefined)
    return <Trouble error={account.error} onRetry={() => void account.refetch()} busy={account.isFetching} />;
  if (account.data === null) return <Opening />;
  return <Home account={account.data} />;
}

function Home({ account }: { account: Account }) {
  const words = useWords();
  const { t, money, moneyParts } = words;
  const now = new Date();
  const standing = standingOf(account, now);
  const [first, ...others] = metersOf(account, now);
  const { lamp, status } = lampOf(standing, account, words);
  return (
    <div className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_20rem] lg:gap-12">
      <div className="grid content-start gap-6">
        <StandingSentence
          lamp={lamp}
          status={status}
          sentence={sentenceOf(standing, words)}
          detail={detailOf(standing, account, words)}
        />
        {first && <BundleMeter bundle={first} account={account} />}
        <Link to="/top-up" className={buttonClass("primary", true)}>
          {t("home.topUp")}
        </Link>
        {others.length > 0 && (
          <div className="mt-2">
            <Section title={t("home.bundles")}>
              <div className="grid gap-6">
                {others.map((bundle) => (
                  <BundleMeter key={bundle.bundleId} bundle={bundle} account={account} />
                ))}
              </div>
            </Section>
          </div>
        )}
      </div>
      <div className="grid content-start gap-6">
        <OpenPayment />
        <News account={account} />
        <Link
          to="/me/statement"
          className="flex items-center gap-3 rounded-card border border-line bg-surface p-4 active:bg-sunken"
        >
          <span className="min-w-0 flex-1">
            <span className="block text-base">{t("home.wallet")}</span>
            <Money amount={moneyParts(account.available)} size="xl" />
            <span className="block text-sm text-quiet">
              {account.held.minorUnits > 0 ? t("home.held", { amount: money(account.held) }) : t("home.walletText")}
            </span>
          </span>
          <span className="sr-only">{t("home.statement")}</span>
          <ChevronRight size={20} aria-hidden="true" className="text-quiet" />
        </Link>
      </div>
    </div>
  );
}

const Strong = ({ children }: { children: ReactNode }) => (
  <span className="figures whitespace-nowrap text-deep">{children}</span>
);

function sentenceOf(standing: Standing, { t, rich, data, moment, since: sinceWhen }: Words): ReactNode {
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

function detailOf(standing: Standing, account: Account, { t, rate }: Words): ReactNode {
  if (standing.kind === "slow") return t("home.throttledText", { rate: rate(standing.downBitsPerSecond) });
  if (standing.kind === "off") return t("home.offText");
  if (standing.kind === "none") return t("home.noneText");
  const down = account.service.rate?.downBitsPerSecond ?? standing.first.rate?.downBitsPerSecond;
  return down ? t(speedWord(down), { rate: rate(down) }) : undefined;
}

function lampOf(
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

function BundleMeter({ bundle, account }: { bundle: Bundle; account: Account }) {
  const { t, data, moment, time } = useWords();
  const left = data(bundle.octetsRemaining);
  const total = data(bundle.octetsGranted);
  return (
    <Meter
      label={bundle.name}
      share={bundle.octetsGranted > 0 ? bundle.octetsRemaining / bundle.octetsGranted : 0}
      tone={toneOf(bundle)}
      valueText={t("home.meter", { left, total, time: time(account.asOf) })}
      left={bundle.octetsRemaining > 0 ? t("home.left", { left }) : t("home.usedUp")}
      of={bundle.octetsRemaining > 0 ? t("home.of", { total }) : ""}
      until={bundle.octetsRemaining > 0 ? t("home.until", { until: moment(bundle.expiresAt) }) : ""}
      asOf={t("app.asOf", { time: time(account.asOf) })}
      scale={t("home.scale")}
    />
  );
}

/** What has happened since last time; put away for good with one tap. */
function News({ account }: { account: Account }) {
  const { t, data, moment } = useWords();
  const dismissed = useLive((live) => live.dismissed);
  const dismiss = useLive((live) => live.dismiss);
  const news = newsOf(account, dismissed, new Date());
  return (
    <div role="status" aria-label={t("home.notices")} className={news.length > 0 ? "grid gap-3" : "hidden"}>
      {news.map(({ key, bundle, percent }) => (
        <div key={key} className="arrives">
          <Note
            tone={percent >= 80 ? "warn" : "calm"}
            icon={<BellRing size={20} aria-hidden="true" />}
            title={
              percent >= 100
                ? t("home.noticeEmpty", { bundle: bundle.name })
                : t("home.notice", { percent: String(percent), bundle: bundle.name })
            }
            action={
              <button
                type="button"
                onClick={() => dismiss(key)}
                className="-my-2 -ml-2 min-h-12 cursor-pointer rounded-control px-2 text-base text-deep underline underline-offset-4"
              >
                {t("home.noticeDismiss")}
              </button>
            }
          >
            {percent >= 100
              ? t("home.noticeEmptyText")
              : t("home.noticeText", { left: data(bundle.octetsRemaining), until: moment(bundle.expiresAt) })}
          </Note>
        </div>
      ))}
    </div>
  );
}

function OpenPayment() {
  const { t, money } = useWords();
  const open = useApp().payments.read();
  if (!open?.paymentId) return null;
  return (
    <Note
      tone="calm"
      icon={<Clock size={20} aria-hidden="true" />}
      title={t("home.paymentWaiting", { amount: money({ minorUnits: open.amountCents, currency: "ZAR" }) })}
      action={
        <Link
          to="/top-up/$paymentId"
          params={{ paymentId: open.paymentId }}
          className="inline-flex min-h-12 items-center text-base text-deep underline underline-offset-4"
        >
          {t("home.paymentSee")}
        </Link>
      }
    />
  );
}

/** Straight after registering: the account is on its way, and the page says so instead of failing. */
function Opening() {
  const { t } = useWords();
  return (
    <div role="status" className="grid gap-2">
      <p className="flex items-center gap-2 text-sm text-quiet">
        <Lamp state="dim" />
      </p>
      <h1 tabIndex={-1} className="text-xl font-semibold tracking-tight">
        {t("home.opening")}
      </h1>
      <p className="text-base text-quiet">{t("home.openingText")}</p>
    </div>
  );
}

function HomeSkeleton() {
  const { t } = useWords();
  return (
    <Skeleton label={t("app.loading")}>
      <div className="grid gap-6">
        <div className="grid gap-3">
          <Bone className="h-5 w-40" />
          <Bone className="h-8 w-full max-w-96" />
          <Bone className="h-8 w-48" />
          <Bone className="h-5 w-64" />
        </div>
        <div className="grid gap-2">
          <Bone className="h-5 w-32" />
          <Bone className="h-4 w-full rounded-full" />
          <Bone className="h-5 w-52" />
        </div>
        <Bone className="h-12 w-full" />
        <Bone className="h-24 w-full rounded-card" />
      </div>
    </Skeleton>
  );
}
