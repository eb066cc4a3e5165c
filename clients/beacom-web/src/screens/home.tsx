import type { Account } from "@beacom/api-client";
import { Bone, buttonClass, Lamp, Money, Section, Skeleton, StandingSentence } from "@beacom/design";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { useLive } from "#live-store";
import { useApp } from "#parts/app";
import { BundleMeter } from "#parts/bundle-meter";
import { News, OpenPayment } from "#parts/news";
import { OwedCard, useBilling, useOverdue } from "#parts/owed";
import { detailOf, lampOf, type Overdue, sentenceOf } from "#parts/standing-words";
import { useTitle } from "#parts/title";
import { Person, Trouble } from "#parts/trouble";
import { useWords } from "#parts/words";
import { accountQuery } from "#queries";
import { metersOf, sendable, standingOf } from "#standing";

export function HomeScreen() {
  useTitle("home.title");
  const { t } = useWords();
  const { api } = useApp();
  const polling = useLive((live) => live.state !== "live");
  const query = accountQuery(api);
  const account = useQuery(
    polling ? { ...query, refetchInterval: ({ state }) => (state.data === null ? 2_000 : 15_000) } : query,
  );
  if (account.isPending) return <HomeSkeleton />;
  if (account.data === undefined)
    return (
      <Trouble
        screen={t("home.title")}
        error={account.error}
        onRetry={() => void account.refetch()}
        busy={account.isFetching}
      />
    );
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
  const billing = useBilling();
  const overdue = useOverdue(account, billing);
  const stopped = standing.kind === "stopped" || standing.kind === "ended";
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-8 lg:grid-cols-[minmax(0,1fr)_20rem] lg:gap-12">
      <div className="grid content-start gap-6">
        <StandingSentence
          lamp={lamp}
          status={status}
          sentence={sentenceOf(standing, words, overdue)}
          detail={detailOf(standing, account, words, overdue)}
        />
        {stopped && (
          <p className="text-base">
            <Person />
          </p>
        )}
        {standing.kind === "limited" && <PayOverdue overdue={overdue} />}
        {first && <BundleMeter bundle={first} account={account} />}
        {!stopped && standing.kind !== "limited" && (
          <Link to="/top-up" className={buttonClass("primary", true)}>
            {t("home.topUp")}
          </Link>
        )}
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
        {billing && <OwedCard billing={billing} />}
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
        {(account.available.minorUnits > 0 || sendable(account, now).length > 0) && (
          <Link
            to="/send"
            className="flex min-h-12 items-center justify-center rounded-control text-base text-deep underline underline-offset-4"
          >
            {t("home.send")}
          </Link>
        )}
      </div>
    </div>
  );
}

/** The one thing that helps now. */
function PayOverdue({ overdue }: { overdue: Overdue | undefined }) {
  const { t, money } = useWords();
  const words = overdue ? t("home.pay", { amount: money(overdue.amount) }) : t("home.invoices");
  return overdue?.documentId ? (
    <Link
      to="/invoices/$documentId"
      params={{ documentId: overdue.documentId }}
      className={buttonClass("primary", true)}
    >
      {words}
    </Link>
  ) : (
    <Link to="/invoices" className={buttonClass("primary", true)}>
      {words}
    </Link>
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
    <Skeleton label={t("app.loading")} screen={t("home.title")}>
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
