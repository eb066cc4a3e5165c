import { type Account, type Bundle, Problem as Refusal } from "@beacom/api-client";
import { Bone, Button, buttonClass, Empty, Lamp, Segments, Skeleton } from "@beacom/design";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useApp } from "#parts/app";
import { SendCheck } from "#parts/send-check";
import { SendDataForm } from "#parts/send-data-form";
import { SendMoneyForm } from "#parts/send-money-form";
import { Title, useTitle } from "#parts/title";
import { Trouble } from "#parts/trouble";
import { useWords } from "#parts/words";
import { accountQuery, plansQuery } from "#queries";
import type { Sending } from "#sending";
import { sendable } from "#standing";

export function SendScreen() {
  useTitle("send.title");
  const { t } = useWords();
  const { api } = useApp();
  const account = useQuery(accountQuery(api));
  if (account.isPending)
    return (
      <Skeleton label={t("app.loading")} screen={t("send.title")}>
        <div className="grid max-w-[36rem] gap-5">
          <Bone className="h-8 w-32" />
          <Bone className="h-12 w-full" />
          <Bone className="h-18 w-full" />
          <Bone className="h-18 w-full" />
        </div>
      </Skeleton>
    );
  if (!account.data)
    return (
      <Trouble
        screen={t("send.title")}
        error={account.error}
        onRetry={() => void account.refetch()}
        busy={account.isFetching}
      />
    );
  return <Send account={account.data} />;
}

function Send({ account }: { account: Account }) {
  const { t, money, data } = useWords();
  const { api, sendings } = useApp();
  const queries = useQueryClient();
  const bundles = useSendable(account);
  const [what, setWhat] = useState<"data" | "money">(bundles.length > 0 ? "data" : "money");
  const [checking, setChecking] = useState<Sending>();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [done, setDone] = useState<Sending>();
  const said = (sending: Sending) => (sending.kind === "money" ? money(sending.amount) : data(sending.octets));

  async function send(sending: Sending) {
    setBusy(true);
    setFailure(undefined);
    const key = sendings.keyFor(intentionOf(sending));
    try {
      if (sending.kind === "money") await api.sendMoney(key, { phone: sending.phone, amount: sending.amount });
      else await api.sendData(key, sending);
      sendings.clear();
      setDone(sending);
      setChecking(undefined);
      for (const name of ["account", "statement"]) void queries.invalidateQueries({ queryKey: [name] });
    } catch (error) {
      // A refusal is an answer: the next press is a new sending. Silence is none: the next press continues this one.
      if (error instanceof Refusal && !error.isUnknown) sendings.clear();
      setFailure(error);
    } finally {
      setBusy(false);
    }
  }

  if (done)
    return (
      <div className="grid max-w-[36rem] gap-6">
        <div role="status" className="arrives">
          <span className="mb-3 inline-block origin-left scale-150">
            <Lamp state="lit" />
          </span>
          <h1 tabIndex={-1} ref={(place) => place?.focus()} className="figures text-xl font-semibold tracking-tight">
            {t("send.done", { what: said(done), phone: done.phone })}
          </h1>
          <p className="mt-2 text-base text-quiet">{t("send.doneText")}</p>
        </div>
        <div className="grid gap-3">
          <Link to="/" className={buttonClass("primary", true)}>
            {t("payment.home")}
          </Link>
          <Button kind="quiet" wide onClick={() => setDone(undefined)}>
            {t("send.again")}
          </Button>
        </div>
      </div>
    );
  if (checking)
    return (
      <SendCheck
        said={said(checking)}
        phone={checking.phone}
        busy={busy}
        failure={failure}
        onSend={() => void send(checking)}
        onChange={() => {
          setChecking(undefined);
          setFailure(undefined);
        }}
      />
    );
  const nothing = bundles.length === 0 && account.available.minorUnits <= 0;
  return (
    <div className="max-w-[36rem]">
      <Title back="/me" lead={t("send.lead")}>
        {t("send.title")}
      </Title>
      {nothing ? (
        <Empty
          title={t("send.empty")}
          action={
            <Link to="/top-up" className={buttonClass("primary")}>
              {t("nav.topUp")}
            </Link>
          }
        >
          {t("send.emptyText")}
        </Empty>
      ) : (
        <div className="grid gap-6">
          <Segments
            name="what"
            label={t("send.what")}
            value={what}
            options={[
              { value: "data", label: t("send.data") },
              { value: "money", label: t("send.money") },
            ]}
            onChoose={setWhat}
          />
          {what === "data" ? (
            <SendDataForm bundles={bundles} onNext={setChecking} />
          ) : (
            <SendMoneyForm available={account.available} onNext={setChecking} />
          )}
        </div>
      )}
    </div>
  );
}

/** Of promotional bundles the plan says that they stay; one whose plan is not sold any more is refused when it is sent. */
function useSendable(account: Account): readonly Bundle[] {
  const { api } = useApp();
  const plans = useQuery(plansQuery(api)).data ?? [];
  const staying = new Set(plans.filter(({ promotional }) => promotional).map(({ planId }) => planId));
  return sendable(account, new Date()).filter(({ planId }) => !staying.has(planId));
}

const intentionOf = (sending: Sending) =>
  sending.kind === "money"
    ? { amountCents: sending.amount.minorUnits, of: sending.phone }
    : { amountCents: 0, of: `${sending.phone} ${sending.bundleId} ${sending.octets}` };
