import type { UsageSession } from "@beacom/api-client";
import {
  Bone,
  Button,
  buttonClass,
  Empty,
  Lamp,
  LedgerList,
  LedgerRow,
  RowBones,
  Section,
  ShareBar,
  Skeleton,
} from "@beacom/design";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useApp } from "#parts/app";
import { Title, useTitle } from "#parts/title";
import { Trouble } from "#parts/trouble";
import { useWords, type Words } from "#parts/words";
import { usageQuery } from "#queries";

export function UsageScreen() {
  useTitle("usage.title");
  const { t } = useWords();
  const { api } = useApp();
  const usage = useInfiniteQuery(usageQuery(api));
  if (usage.isPending)
    return (
      <Skeleton label={t("app.loading")} screen={t("usage.title")}>
        <Bone className="mb-8 h-8 w-64" />
        <RowBones rows={5} />
      </Skeleton>
    );
  if (usage.data === undefined)
    return (
      <Trouble
        screen={t("usage.title")}
        error={usage.error}
        onRetry={() => void usage.refetch()}
        busy={usage.isFetching}
      />
    );
  const sessions = usage.data.pages.flatMap((page) => page.sessions);
  return (
    <Usage
      sessions={sessions}
      {...(usage.hasNextPage ? { onMore: () => void usage.fetchNextPage() } : {})}
      busy={usage.isFetchingNextPage}
    />
  );
}

const total = (session: UsageSession) => session.octetsDown + session.octetsUp;

function Usage({ sessions, onMore, busy }: { sessions: readonly UsageSession[]; onMore?: () => void; busy: boolean }) {
  const words = useWords();
  const { t, rich, data, moment, since } = words;
  const newestFirst = sessions.toSorted(
    (a, b) => Number(b.endedAt === null) - Number(a.endedAt === null) || b.startedAt.localeCompare(a.startedAt),
  );
  const [latest] = newestFirst;
  if (!latest)
    return (
      <>
        <Title>{t("usage.standingNone")}</Title>
        <Empty
          title={t("usage.empty")}
          action={
            <Link to="/me/network-login" className={buttonClass("primary")}>
              {t("usage.emptyAction")}
            </Link>
          }
        >
          {t("usage.emptyText")}
        </Empty>
      </>
    );
  const used = <span className="figures whitespace-nowrap text-deep">{data(total(latest))}</span>;
  const largest = Math.max(...sessions.map(total));
  return (
    <>
      <Title lead={t("app.asOf", { time: since(latest.lastReportAt) })}>
        {latest.endedAt === null
          ? rich("usage.standingNow", { since: since(latest.startedAt), used })
          : rich("usage.standingLast", { when: moment(latest.startedAt), used })}
      </Title>
      <div className="max-w-[44rem]">
        <Section title={t("usage.sessions")}>
          <LedgerList label={t("usage.sessions")}>
            {newestFirst.map((session) => (
              <li key={session.sessionId}>
                <SessionRow session={session} largest={largest} words={words} />
              </li>
            ))}
          </LedgerList>
          {onMore && (
            <Button wide onClick={onMore} busy={busy && t("app.loading")}>
              {t("app.more")}
            </Button>
          )}
        </Section>
      </div>
    </>
  );
}

function SessionRow({ session, largest, words }: { session: UsageSession; largest: number; words: Words }) {
  const { t, data, day, time, since } = words;
  const open = session.endedAt === null;
  return (
    <LedgerRow
      mark={open ? <Lamp state="lit" /> : undefined}
      cause={
        <>
          <span className="block font-semibold">{open ? t("usage.now") : day(session.startedAt)}</span>
          <span className="block">{payer(session, words)}</span>
        </>
      }
      time={
        <>
          {open
            ? t("usage.since", { time: since(session.startedAt) })
            : t("usage.between", { from: time(session.startedAt), to: time(session.endedAt ?? 0) })}
          <ShareBar share={largest > 0 ? total(session) / largest : 0} strong={open} />
        </>
      }
      amount={data(total(session))}
      why={<Why session={session} words={words} />}
    />
  );
}

function payer(session: UsageSession, { t, money }: Words): string {
  const { deductions, octetsFree, octetsShared, octetsOutOfBundle, outOfBundleCost } = session;
  const names = [...new Set(deductions.map(({ bundleName }) => bundleName))];
  if (names.length === 1) return t("usage.paidBy", { bundle: names[0]! });
  if (names.length > 1) return t("usage.paidByMany", { count: String(names.length) });
  if (octetsShared > 0) return t("usage.paidByShared");
  if (octetsOutOfBundle > 0) return t("usage.paidByYou", { cost: money(outOfBundleCost) });
  return t(octetsFree > 0 ? "usage.free" : "usage.nothingUsed");
}

const reasons = {
  "earliest-expiry": "usage.why.earliest-expiry",
  "plan-order": "usage.why.plan-order",
  "earlier-bundle-used-up": "usage.why.earlier-bundle-used-up",
  "earlier-bundle-outside-window": "usage.why.earlier-bundle-outside-window",
} as const;

function Why({ session, words: { t, data, money } }: { session: UsageSession; words: Words }) {
  const { deductions, octetsFree, octetsShared, octetsOutOfBundle, outOfBundleCost, octetsDown, octetsUp } = session;
  return (
    <ul className="figures grid max-w-[65ch] gap-1.5 border-l-4 border-deep pl-3 text-base">
      {deductions.map(({ bundleId, bundleName, octets, why }) => (
        <li key={`${bundleId}${why}`}>
          {t("usage.why", {
            octets: data(octets),
            bundle: bundleName,
            why: t(reasons[why as keyof typeof reasons] ?? "usage.why.other"),
          })}
        </li>
      ))}
      {octetsShared > 0 && <li>{t("usage.whyShared", { octets: data(octetsShared) })}</li>}
      {octetsOutOfBundle > 0 && (
        <li>{t("usage.whyOutOfBundle", { octets: data(octetsOutOfBundle), cost: money(outOfBundleCost) })}</li>
      )}
      {octetsFree > 0 && <li>{t("usage.whyFree", { octets: data(octetsFree) })}</li>}
      <li className="text-quiet">{t("usage.downUp", { down: data(octetsDown), up: data(octetsUp) })}</li>
    </ul>
  );
}
