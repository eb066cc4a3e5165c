import type { StatementRow } from "@beacom/api-client";
import {
  Bone,
  Button,
  buttonClass,
  Empty,
  LedgerList,
  LedgerRow,
  Money,
  RowBones,
  Section,
  Skeleton,
} from "@beacom/design";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useApp } from "#parts/app";
import { Title, useTitle } from "#parts/title";
import { Trouble } from "#parts/trouble";
import { useWords, type Words } from "#parts/words";
import { statementQuery } from "#queries";

export function StatementScreen() {
  useTitle("statement.title");
  const words = useWords();
  const { t, rich, moneyParts } = words;
  const { api } = useApp();
  const statement = useInfiniteQuery(statementQuery(api));
  if (statement.isPending)
    return (
      <Skeleton label={t("app.loading")} screen={t("statement.title")}>
        <Bone className="mb-8 h-8 w-64" />
        <RowBones rows={5} />
      </Skeleton>
    );
  if (statement.data === undefined)
    return (
      <Trouble
        screen={t("statement.title")}
        error={statement.error}
        onRetry={() => void statement.refetch()}
        busy={statement.isFetching}
      />
    );
  const rows = statement.data.pages.flatMap((page) => page.rows);
  if (!rows[0])
    return (
      <>
        <Title back="/me">{t("statement.title")}</Title>
        <Empty
          title={t("statement.empty")}
          action={
            <Link to="/top-up" className={buttonClass("primary")}>
              {t("nav.topUp")}
            </Link>
          }
        >
          {t("statement.emptyText")}
        </Empty>
      </>
    );
  return (
    <>
      <Title back="/me">
        {rich("statement.standing", { amount: <Money amount={moneyParts(rows[0].availableAfter)} size="xl" /> })}
      </Title>
      <div className="max-w-[44rem]">
        <Section title={t("statement.rows")}>
          <LedgerList label={t("statement.rows")}>
            {rows.map((row) => (
              <li key={row.entryId}>
                <Row row={row} words={words} />
              </li>
            ))}
          </LedgerList>
          {statement.hasNextPage && (
            <Button
              wide
              onClick={() => void statement.fetchNextPage()}
              busy={statement.isFetchingNextPage && t("app.loading")}
            >
              {t("app.more")}
            </Button>
          )}
        </Section>
      </div>
    </>
  );
}

function Row({ row, words: { t, money, moneyParts, moment } }: { row: StatementRow; words: Words }) {
  const out = row.amount.minorUnits < 0;
  const size = { ...row.amount, minorUnits: Math.abs(row.amount.minorUnits) };
  const causes: Partial<Record<string, string>> = {
    "top-up": t("statement.topUp"),
    bundle: t("statement.bundle", { bundle: row.description }),
    voucher: t("statement.voucher"),
    reseller: t("statement.reseller"),
    transfer: t(out ? "statement.sent" : "statement.received"),
    "out-of-bundle": t("statement.outOfBundle"),
    invoice: t("statement.invoice"),
    refund: t("statement.refund"),
  };
  return (
    <LedgerRow
      cause={causes[row.kind] ?? (row.description || t("statement.other"))}
      time={moment(row.at)}
      amount={
        <>
          <span className="text-sm font-normal text-quiet">{t(out ? "statement.out" : "statement.in")} </span>
          <Money amount={moneyParts(size)} />
        </>
      }
      after={t("statement.after", { amount: money(row.availableAfter) })}
      why={
        // Who sent it, or got it, is named by nothing but an id that says nothing to anybody.
        row.reference && row.kind !== "transfer" ? (
          <p className="break-all text-quiet">{t("statement.why", { reference: row.reference })}</p>
        ) : undefined
      }
    />
  );
}
