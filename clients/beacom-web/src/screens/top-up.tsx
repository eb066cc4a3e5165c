import { type Account, type Plan, Problem as Refusal } from "@beacom/api-client";
import { Bone, Button, Choice, Empty, Field, Section, Skeleton } from "@beacom/design";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Ticket } from "lucide-react";
import { useState } from "react";
import { centsFrom, leastCents, mostCents } from "#amount";
import { useLive } from "#live-store";
import { useApp } from "#parts/app";
import { PaymentTrouble } from "#parts/payment-trouble";
import { PlanLine } from "#parts/plan-line";
import { Title, useTitle } from "#parts/title";
import { Trouble } from "#parts/trouble";
import { useWords } from "#parts/words";
import { accountQuery, plansQuery } from "#queries";

const amounts = [2_000, 5_000, 10_000, 20_000, 50_000];
const rand = (minorUnits: number) => ({ minorUnits, currency: "ZAR" });
type Chosen = { kind: "plan"; plan: Plan } | { kind: "amount"; cents: number } | { kind: "other" } | undefined;

export function TopUpScreen() {
  useTitle("topUp.title");
  const { t, money } = useWords();
  const { api } = useApp();
  const plans = useQuery(plansQuery(api));
  const account = useQuery(accountQuery(api));
  return (
    <>
      <Title lead={account.data ? t("topUp.walletHas", { amount: money(account.data.available) }) : t("topUp.payLead")}>
        {t("topUp.title")}
      </Title>
      <Link
        to="/top-up/voucher"
        className="-mt-4 mb-4 inline-flex min-h-12 items-center gap-2 rounded-control text-base text-deep underline underline-offset-4"
      >
        <Ticket size={20} aria-hidden="true" />
        {t("topUp.voucher")}
      </Link>
      {plans.isPending ? (
        <PlansSkeleton />
      ) : plans.data === undefined ? (
        <Trouble error={plans.error} onRetry={() => void plans.refetch()} busy={plans.isFetching} />
      ) : (
        <TopUp plans={plans.data} account={account.data ?? undefined} />
      )}
    </>
  );
}

function TopUp({ plans, account }: { plans: readonly Plan[]; account: Account | undefined }) {
  const words = useWords();
  const { t, money, moneyParts } = words;
  const { api, payments, purchases } = useApp();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const connected = useLive((live) => live.connected);
  const [picked, setPicked] = useState<Chosen>();
  const [other, setOther] = useState("");
  const [mistake, setMistake] = useState(false);
  const [busy, setBusy] = useState<"paying" | "buying" | undefined>();
  const [failure, setFailure] = useState<{ of: "paying" | "buying"; error: unknown }>();

  // The bundle bought last time is chosen already: topping up again takes two taps from Home.
  const usual = plans.find(
    ({ planId }) =>
      planId === account?.bundles.toSorted((a, b) => b.activatedAt.localeCompare(a.activatedAt))[0]?.planId,
  );
  const chosen: Chosen = picked ?? (usual && { kind: "plan", plan: usual });
  const cents =
    chosen?.kind === "plan"
      ? chosen.plan.price.minorUnits
      : chosen?.kind === "amount"
        ? chosen.cents
        : centsFrom(other);
  const fromWallet = chosen?.kind === "plan" && (account?.available.minorUnits ?? 0) >= chosen.plan.price.minorUnits;
  const choose = (next: Chosen) => {
    setPicked(next);
    setFailure(undefined);
    setMistake(false);
  };

  async function pay() {
    if (cents === undefined) return setMistake(true);
    setBusy("paying");
    setFailure(undefined);
    const planId = chosen?.kind === "plan" ? chosen.plan.planId : undefined;
    const key = payments.keyFor({ amountCents: cents, planId });
    try {
      const payment = await api.startPayment(key, { amount: rand(cents), ...(planId ? { planId } : {}) });
      payments.opened(key, payment.paymentId);
      queries.setQueryData(["payment", payment.paymentId], payment);
      if (payment.redirectUrl && payment.status !== "succeeded") location.assign(payment.redirectUrl);
      else await navigate({ to: "/top-up/$paymentId", params: { paymentId: payment.paymentId } });
    } catch (error) {
      // A refusal is an answer: the next press is a new payment. Silence is none: the next press continues this one.
      if (error instanceof Refusal && !error.isUnknown) payments.clear();
      setFailure({ of: "paying", error });
      setBusy(undefined);
    }
  }

  async function buy(plan: Plan) {
    setBusy("buying");
    setFailure(undefined);
    const key = purchases.keyFor({ amountCents: plan.price.minorUnits, planId: plan.planId });
    try {
      await api.buyBundle(key, plan.planId);
      purchases.clear();
      await queries.invalidateQueries({ queryKey: ["account"] });
      await navigate({ to: "/" });
    } catch (error) {
      if (error instanceof Refusal && !error.isUnknown) purchases.clear();
      setFailure({ of: "buying", error });
      setBusy(undefined);
    }
  }

  return (
    <form
      noValidate
      className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_20rem] lg:items-start lg:gap-12"
      onSubmit={(event) => {
        event.preventDefault();
        void (fromWallet && chosen?.kind === "plan" ? buy(chosen.plan) : pay());
      }}
    >
      <div className="grid gap-8">
        <Section title={t("topUp.plans")}>
          {plans.length === 0 ? (
            <Empty title={t("topUp.noPlans")}>{t("topUp.noPlansText")}</Empty>
          ) : (
            <div role="radiogroup" aria-label={t("topUp.plans")} className="grid gap-2">
              {plans.map((plan) => (
                <Choice
                  key={plan.planId}
                  name="choice"
                  value={plan.planId}
                  checked={chosen?.kind === "plan" && chosen.plan.planId === plan.planId}
                  onChoose={() => choose({ kind: "plan", plan })}
                >
                  <PlanLine plan={plan} />
                </Choice>
              ))}
            </div>
          )}
        </Section>
        <Section title={t("topUp.amounts")}>
          <div role="radiogroup" aria-label={t("topUp.amounts")} className="grid grid-cols-3 gap-2">
            {amounts.map((amount) => (
              <Choice
                key={amount}
                centred
                name="choice"
                value={String(amount)}
                checked={chosen?.kind === "amount" && chosen.cents === amount}
                onChoose={() => choose({ kind: "amount", cents: amount })}
              >
                <span className="figures text-base font-semibold">{moneyParts(rand(amount)).whole}</span>
              </Choice>
            ))}
            <Choice
              centred
              name="choice"
              value="other"
              checked={chosen?.kind === "other"}
              onChoose={() => choose({ kind: "other" })}
            >
              <span className="text-base font-semibold">{t("topUp.other")}</span>
            </Choice>
          </div>
          {chosen?.kind === "other" && (
            <div className="scroll-mb-48">
              <Field
                label={t("topUp.otherAmount")}
                prefix="R"
                inputMode="decimal"
                autoComplete="off"
                autoFocus
                value={other}
                onChange={(event) => {
                  setOther(event.target.value);
                  setMistake(false);
                }}
                error={
                  mistake
                    ? t("check.amount", {
                        least: moneyParts(rand(leastCents)).whole,
                        most: moneyParts(rand(mostCents)).whole,
                      })
                    : undefined
                }
              />
            </div>
          )}
        </Section>
        {failure && <PaymentTrouble {...failure} />}
      </div>
      <div className="sticky bottom-[calc(4rem+env(safe-area-inset-bottom))] -mx-4 grid gap-3 border-t border-line bg-paper px-4 py-3 lg:top-10 lg:bottom-auto lg:mx-0 lg:rounded-card lg:border lg:bg-surface lg:p-4">
        {!connected && <p className="text-sm text-quiet">{t("topUp.offline")}</p>}
        {chosen && (cents !== undefined || chosen.kind === "other") ? (
          <>
            <Button
              kind="primary"
              type="submit"
              wide
              disabled={!connected}
              busy={busy === "paying" ? t("topUp.opening") : busy === "buying" && t("topUp.walletBusy")}
            >
              {fromWallet
                ? t("topUp.wallet")
                : cents === undefined
                  ? t("topUp.payPlain")
                  : t("topUp.pay", { amount: money(rand(cents)) })}
            </Button>
            {fromWallet && cents !== undefined && (
              <Button kind="quiet" wide disabled={!connected || busy !== undefined} onClick={() => void pay()}>
                {t("topUp.payInstead", { amount: money(rand(cents)) })}
              </Button>
            )}
          </>
        ) : (
          <Button kind="primary" wide disabled>
            {t("topUp.payNothing")}
          </Button>
        )}
        <p className="hidden text-sm text-quiet lg:block">{t("topUp.payLead")}</p>
      </div>
    </form>
  );
}

function PlansSkeleton() {
  const { t } = useWords();
  return (
    <Skeleton label={t("app.loading")}>
      <div className="grid gap-2">
        <Bone className="mb-1 h-6 w-44" />
        {[1, 2, 3].map((row) => (
          <Bone key={row} className="h-24 w-full rounded-card" />
        ))}
      </div>
    </Skeleton>
  );
}
