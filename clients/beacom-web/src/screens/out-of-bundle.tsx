import type { Account, Tariff } from "@beacom/api-client";
import { Bone, Button, Empty, Money, Skeleton } from "@beacom/design";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Agreement } from "#parts/agreement";
import { useApp } from "#parts/app";
import { Failure } from "#parts/failure";
import { Title, useTitle } from "#parts/title";
import { Trouble } from "#parts/trouble";
import { useWords } from "#parts/words";
import { accountQuery, tariffsQuery } from "#queries";

/** ICASA, regulation 8A: blocked until the person agrees, in plain words, to what it costs. Nothing is chosen or ticked beforehand. */
export function OutOfBundleScreen() {
  useTitle("outOfBundle.title");
  const { t } = useWords();
  const { api } = useApp();
  const account = useQuery(accountQuery(api));
  const tariffs = useQuery(tariffsQuery(api));
  if (account.isPending || tariffs.isPending)
    return (
      <Skeleton label={t("app.loading")} screen={t("outOfBundle.title")}>
        <div className="grid max-w-[36rem] gap-5">
          <Bone className="h-8 w-full" />
          <Bone className="h-6 w-64" />
          <Bone className="h-24 w-full rounded-card" />
          <Bone className="h-12 w-full" />
        </div>
      </Skeleton>
    );
  if (!account.data || !tariffs.data)
    return (
      <Trouble
        screen={t("outOfBundle.title")}
        error={account.error ?? tariffs.error}
        onRetry={() => void Promise.all([account.refetch(), tariffs.refetch()])}
        busy={account.isFetching || tariffs.isFetching}
      />
    );
  return account.data.outOfBundle ? (
    <On agreed={account.data.outOfBundle} tariffs={tariffs.data} />
  ) : (
    <Off account={account.data} tariffs={tariffs.data} />
  );
}

function Off({ account, tariffs }: { account: Account; tariffs: readonly Tariff[] }) {
  const { t } = useWords();
  return (
    <div className="max-w-[36rem]">
      <Title back="/me" lead={t("outOfBundle.offText")}>
        {t("outOfBundle.off")}
      </Title>
      {tariffs.length === 0 ? (
        <Empty title={t("outOfBundle.none")}>{t("outOfBundle.noneText")}</Empty>
      ) : (
        <Agreement tariffs={tariffs} currency={account.available.currency} />
      )}
    </div>
  );
}

function On({ agreed, tariffs }: { agreed: NonNullable<Account["outOfBundle"]>; tariffs: readonly Tariff[] }) {
  const { t, data, money, moneyParts } = useWords();
  const { api } = useApp();
  const queries = useQueryClient();
  const forbid = useMutation({
    mutationFn: api.forbidOutOfBundle,
    onSuccess: (account) => void queries.setQueryData(["account"], account),
  });
  const tariff = tariffs.find(({ planId }) => planId === agreed.planId);
  return (
    <div className="max-w-[36rem]">
      <Title back="/me" lead={t(agreed.payer === "invoice" ? "outOfBundle.onInvoice" : "outOfBundle.onText")}>
        {t("outOfBundle.on")}
      </Title>
      <dl className="mb-6 grid grid-cols-[1fr_auto] gap-x-4 gap-y-3 rounded-card border border-line bg-surface p-4">
        <dt className="text-base">{t("outOfBundle.spent")}</dt>
        <dd className="text-right">
          <Money amount={moneyParts(agreed.used)} size="lg" />
        </dd>
        <dt className="text-base">{t("outOfBundle.limit")}</dt>
        <dd className="text-right">
          {agreed.limit ? <Money amount={moneyParts(agreed.limit)} /> : t("outOfBundle.wallet")}
        </dd>
        {tariff && (
          <>
            <dt className="text-base">{t("outOfBundle.cost")}</dt>
            <dd className="figures text-right text-base">
              {t("outOfBundle.price", { price: money(tariff.unitPrice), unit: data(tariff.unitOctets) })}
            </dd>
          </>
        )}
      </dl>
      <div className="grid gap-4">
        <Failure error={forbid.error ?? undefined} unknown="outOfBundle.unknown" />
        <Button kind="primary" wide busy={forbid.isPending && t("outOfBundle.busy")} onClick={() => forbid.mutate()}>
          {t("outOfBundle.turnOff")}
        </Button>
      </div>
    </div>
  );
}
