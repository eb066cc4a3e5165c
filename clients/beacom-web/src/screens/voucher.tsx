import { type Plan, Problem as Refusal, type VoucherRedeemed } from "@beacom/api-client";
import { Button, buttonClass, Field, Lamp } from "@beacom/design";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useRef, useState } from "react";
import { useApp } from "#parts/app";
import { Failure } from "#parts/failure";
import { Title, useTitle } from "#parts/title";
import { useWords } from "#parts/words";
import { plansQuery } from "#queries";

export function VoucherScreen() {
  useTitle("voucher.title");
  const { t, moment } = useWords();
  const { api, vouchers } = useApp();
  const queries = useQueryClient();
  const [code, setCode] = useState(() => vouchers.inHand);
  const [mistake, setMistake] = useState<string>();
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const [redeemed, setRedeemed] = useState<VoucherRedeemed>();
  const form = useRef<HTMLFormElement>(null);

  /** What is wrong with the code stands at the code. */
  const mistakeOf = (error: unknown): string | undefined => {
    if (!(error instanceof Refusal)) return undefined;
    if (error.code === "code-mistyped") return t("voucher.mistyped");
    if (error.code === "code-not-accepted") return t("voucher.notAccepted");
    if (error.code === "try-again-later") return t("voucher.later", { time: moment(String(error.facts["retryAt"])) });
    return undefined;
  };
  const refuse = (words: string) => {
    setMistake(words);
    form.current?.querySelector("input")?.focus();
  };

  async function redeem(event: FormEvent) {
    event.preventDefault();
    if (busy) return;
    if (code.trim() === "") return refuse(t("check.voucher"));
    setMistake(undefined);
    setFailure(undefined);
    setBusy(true);
    try {
      setRedeemed(await api.redeemVoucher(code.trim()));
      vouchers.inHand = "";
      void queries.invalidateQueries({ queryKey: ["account"] });
      void queries.invalidateQueries({ queryKey: ["statement"] });
    } catch (error) {
      const words = mistakeOf(error);
      if (words) refuse(words);
      else setFailure(error);
    } finally {
      setBusy(false);
    }
  }

  if (redeemed)
    return (
      <Redeemed
        redeemed={redeemed}
        onAnother={() => {
          setRedeemed(undefined);
          setCode("");
        }}
      />
    );
  return (
    <div className="max-w-[36rem]">
      <Title back="/top-up" lead={t("voucher.lead")}>
        {t("voucher.title")}
      </Title>
      <form ref={form} noValidate onSubmit={(event) => void redeem(event)} className="grid gap-5">
        <Field
          label={t("voucher.code")}
          name="code"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={60}
          value={code}
          onChange={(event) => {
            setCode(event.target.value);
            setMistake(undefined);
          }}
          error={mistake}
        />
        <Failure error={failure} words={{ "vouchers-not-set-up": "voucher.notHere" }} unknown="voucher.unknown" />
        <Button kind="primary" type="submit" wide busy={busy && t("voucher.busy")}>
          {t("voucher.action")}
        </Button>
      </form>
    </div>
  );
}

function Redeemed({ redeemed, onAnother }: { redeemed: VoucherRedeemed; onAnother: () => void }) {
  const { t, money } = useWords();
  const { api } = useApp();
  const plans = useQuery({ ...plansQuery(api), enabled: redeemed.planId !== null });
  const { says, detail } = toldOf(redeemed, plans.data);
  const active = redeemed.planActivated && !redeemed.repeated;
  return (
    <div className="grid max-w-[36rem] gap-6">
      <div role="status" className="arrives">
        <span className="mb-3 inline-block origin-left scale-150">
          <Lamp state={redeemed.repeated ? "dim" : "lit"} />
        </span>
        <h1 tabIndex={-1} ref={(heading) => heading?.focus()} className="figures text-xl font-semibold tracking-tight">
          {says}
        </h1>
        <p className="mt-2 text-base text-quiet">{detail}</p>
      </div>
      <div className="grid gap-3">
        <Link to={active ? "/" : "/top-up"} className={buttonClass("primary", true)}>
          {t(active ? "payment.home" : "voucher.buy")}
        </Link>
        <Button kind="quiet" wide onClick={onAnother}>
          {t("voucher.another")}
        </Button>
      </div>
    </div>
  );

  function toldOf({ worth, available, planId, planActivated, repeated }: VoucherRedeemed, offered?: readonly Plan[]) {
    const wallet = t("topUp.walletHas", { amount: money(available) });
    const amount = money(worth);
    if (repeated) return { says: t("voucher.repeated"), detail: wallet };
    if (planId === null) return { says: t("voucher.done", { amount }), detail: wallet };
    if (!planActivated) return { says: t("voucher.donePlanNot", { amount }), detail: wallet };
    const bundle = offered?.find((plan) => plan.planId === planId)?.name;
    return { says: bundle ? t("voucher.donePlan", { bundle }) : t("voucher.donePlanSome"), detail: wallet };
  }
}
