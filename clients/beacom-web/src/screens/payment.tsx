import { isFinal, type Payment, Problem as Refusal } from "@beacom/api-client";
import { Bone, buttonClass, Lamp, Problem, Skeleton, type LampState } from "@beacom/design";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";
import { useApp } from "#parts/app";
import { Title, useTitle } from "#parts/title";
import { Person, Trouble } from "#parts/trouble";
import { useWords } from "#parts/words";
import { accountQuery, paymentQuery, plansQuery } from "#queries";

export function PaymentScreen() {
  useTitle("payment.title");
  const { t } = useWords();
  const { api, payments } = useApp();
  const { paymentId = "" } = useParams({ strict: false });
  const queries = useQueryClient();
  const payment = useQuery(paymentQuery(api, paymentId));
  const status = payment.data?.status;
  useEffect(() => {
    if (!payment.data || !isFinal(payment.data)) return;
    payments.settled(payment.data.paymentId);
    if (status !== "succeeded") return;
    for (const name of ["account", "billing", "documents", "document"])
      void queries.invalidateQueries({ queryKey: [name] });
  }, [status]);

  // Asked again by itself every few seconds: what was said stays until there is another answer.
  const said = useRef<Error | null>(null);
  if (!payment.isPending) said.current = payment.error;

  if (payment.data) return <PaymentState payment={payment.data} />;
  const error = payment.error ?? said.current;
  if (!error) return <PaymentSkeleton />;
  const unknown = error instanceof Refusal && error.status === 404;
  if (!unknown)
    return (
      <Trouble
        screen={t("payment.title")}
        error={error}
        onRetry={() => void payment.refetch()}
        busy={payment.isFetching}
      />
    );
  return (
    <>
      <Title back="/">{t("payment.missing")}</Title>
      <p className="text-base text-quiet">{t("payment.missingText")}</p>
    </>
  );
}

function PaymentState({ payment }: { payment: Payment }) {
  const { t, money } = useWords();
  const amount = money(payment.amount);
  switch (payment.status) {
    case "created":
    case "pending":
      return (
        <Told payment={payment} lamp="dim" title={t("payment.askedTitle", { amount })} text={t("payment.asked")}>
          {payment.redirectUrl && (
            <div className="grid gap-2">
              <p className="text-base font-semibold">{t("payment.notPaid")}</p>
              <a href={payment.redirectUrl} className={buttonClass("second", true)}>
                {t("payment.continue")}
              </a>
            </div>
          )}
        </Told>
      );
    case "succeeded":
      return payment.invoiceId ? (
        <SucceededInvoice payment={payment} invoiceId={payment.invoiceId} amount={amount} />
      ) : (
        <Succeeded payment={payment} amount={amount} />
      );
    case "failed":
      return (
        <Stopped
          payment={payment}
          title={t("payment.failed")}
          happened={payment.reason ?? t("payment.failedNoReason")}
          next={t("payment.failedNext")}
        />
      );
    case "expired":
      return <Stopped payment={payment} title={t("payment.expired")} happened={t("payment.expiredText")} />;
    default:
      return (
        <Told payment={payment} lamp="dim" title={t("payment.review")} text={t("payment.reviewText")}>
          <p className="text-base font-semibold">{t("payment.reviewMoney")}</p>
          <p className="text-sm text-quiet">
            <Person />
          </p>
        </Told>
      );
  }
}

/** Paid; and then what it was paid for. */
function SucceededInvoice({ payment, invoiceId, amount }: { payment: Payment; invoiceId: string; amount: string }) {
  const { t } = useWords();
  return (
    <Told payment={payment} lamp="lit" title={t("payment.succeeded", { amount })} text={t("payment.succeededInvoice")}>
      <Link to="/invoices/$documentId" params={{ documentId: invoiceId }} className={buttonClass("primary", true)}>
        {t("payment.seeInvoice")}
      </Link>
    </Told>
  );
}

/** Paid; and then what it was paid for, as soon as the account shows it. */
function Succeeded({ payment, amount }: { payment: Payment; amount: string }) {
  const { t } = useWords();
  const { api } = useApp();
  const plans = useQuery({ ...plansQuery(api), enabled: payment.planId !== null });
  const paidAt = Date.parse(payment.settledAt ?? payment.createdAt);
  const active = (bundles: readonly { planId: string; activatedAt: string; state: string }[]) =>
    bundles.some(
      ({ planId, activatedAt, state }) =>
        planId === payment.planId && state === "active" && Date.parse(activatedAt) >= paidAt - 60_000,
    );
  const account = useQuery({
    ...accountQuery(api),
    refetchInterval: ({ state }) => (payment.planId && !active(state.data?.bundles ?? []) ? 2_000 : false),
  });
  const bundle = plans.data?.find(({ planId }) => planId === payment.planId)?.name;
  const text = !payment.planId
    ? t("payment.succeededWallet")
    : active(account.data?.bundles ?? [])
      ? t("payment.succeededOn", { bundle: bundle ?? "" })
      : t("payment.succeededSoon");
  return (
    <Told payment={payment} lamp="lit" title={t("payment.succeeded", { amount })} text={text}>
      <Link to="/" className={buttonClass("primary", true)}>
        {t("payment.home")}
      </Link>
    </Told>
  );
}

function Told(props: { payment: Payment; lamp: LampState; title: string; text: string; children: ReactNode }) {
  return (
    <div className="grid max-w-[36rem] gap-6">
      <div role="status" className="arrives" key={props.payment.status}>
        <span className="mb-3 inline-block origin-left scale-150">
          <Lamp state={props.lamp} />
        </span>
        <h1 tabIndex={-1} className="figures text-xl font-semibold tracking-tight">
          {props.title}
        </h1>
        <p className="mt-2 text-base text-quiet">{props.text}</p>
      </div>
      {props.children}
      <Reference payment={props.payment} />
    </div>
  );
}

function Stopped(props: { payment: Payment; title: string; happened: string; next?: string }) {
  const { t } = useWords();
  return (
    <div className="grid max-w-[36rem] gap-6">
      <h1 tabIndex={-1} className="text-xl font-semibold tracking-tight">
        {props.title}
      </h1>
      <Problem
        title={t("payment.nothingCharged")}
        happened={
          <>
            {props.happened} {props.next}
          </>
        }
        person={<Person />}
      />
      {props.payment.invoiceId ? (
        <Link
          to="/invoices/$documentId"
          params={{ documentId: props.payment.invoiceId }}
          className={buttonClass("primary", true)}
        >
          {t("payment.again")}
        </Link>
      ) : (
        <Link to="/top-up" className={buttonClass("primary", true)}>
          {t("payment.again")}
        </Link>
      )}
      <Reference payment={props.payment} />
    </div>
  );
}

function Reference({ payment }: { payment: Payment }) {
  const { t, moment } = useWords();
  return (
    <p className="figures text-sm text-quiet">
      {t("payment.at", { time: moment(payment.createdAt) })}
      <br />
      <span className="break-all">{t("payment.reference", { id: payment.paymentId })}</span>
    </p>
  );
}

function PaymentSkeleton() {
  const { t } = useWords();
  return (
    <Skeleton label={t("app.loading")} screen={t("payment.title")}>
      <div className="grid max-w-[36rem] gap-3">
        <Bone className="h-8 w-8 rounded-full" />
        <Bone className="h-8 w-64" />
        <Bone className="h-5 w-full" />
        <Bone className="h-12 w-full" />
      </div>
    </Skeleton>
  );
}
