import type { Tariff } from "@beacom/api-client";
import { Button, Choice, Money, Section, Tick } from "@beacom/design";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { useApp } from "#parts/app";
import { Failure } from "#parts/failure";
import { Mistake } from "#parts/mistake";
import { useWords } from "#parts/words";

const limitsCents = [2_000, 5_000, 10_000, 20_000];
const giga = 1e9;

/** What use without a bundle costs, the most it may cost, and the agreement: each is the person's own doing. */
export function Agreement({ tariffs, currency }: { tariffs: readonly Tariff[]; currency: string }) {
  const { t, data, money, moneyParts } = useWords();
  const { api } = useApp();
  const queries = useQueryClient();
  const [planId, setPlanId] = useState(tariffs.length === 1 ? tariffs[0]?.planId : undefined);
  const [limit, setLimit] = useState<number | "wallet">();
  const [agreed, setAgreed] = useState(false);
  const [checked, setChecked] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const tariff = tariffs.find((one) => one.planId === planId);
  const priced = tariff && { price: money(tariff.unitPrice), unit: data(tariff.unitOctets) };
  const allow = useMutation({
    mutationFn: (of: { planId: string; limit: number | "wallet" }) =>
      api.allowOutOfBundle({
        planId: of.planId,
        limit: of.limit === "wallet" ? null : { minorUnits: of.limit, currency },
      }),
    onSuccess: (account) => void queries.setQueryData(["account"], account),
  });

  function send(event: FormEvent) {
    event.preventDefault();
    if (allow.isPending) return;
    setChecked(true);
    const missing = !planId ? "tariff" : limit === undefined ? "limit" : agreed ? undefined : "agree";
    if (missing) form.current?.querySelector<HTMLInputElement>(`input[name="${missing}"]`)?.focus();
    else if (planId && limit !== undefined) allow.mutate({ planId, limit });
  }

  return (
    <form ref={form} noValidate onSubmit={send} className="grid gap-6">
      <Section title={t("outOfBundle.cost")}>
        {tariffs.length === 1 && tariff ? (
          <div className="rounded-card border border-line bg-surface p-4">
            <Price tariff={tariff} />
          </div>
        ) : (
          <div role="radiogroup" aria-label={t("outOfBundle.cost")} className="grid gap-2">
            {tariffs.map((one) => (
              <Choice
                key={one.planId}
                name="tariff"
                value={one.planId}
                checked={one.planId === planId}
                onChoose={setPlanId}
              >
                <Price tariff={one} />
              </Choice>
            ))}
          </div>
        )}
        {checked && !planId && <Mistake words={t("check.choice")} />}
      </Section>
      <Section title={t("outOfBundle.most")}>
        <div role="radiogroup" aria-label={t("outOfBundle.most")} className="grid grid-cols-4 gap-2">
          {limitsCents.map((cents) => (
            <Choice
              key={cents}
              centred
              name="limit"
              value={String(cents)}
              checked={limit === cents}
              onChoose={() => setLimit(cents)}
            >
              <span className="figures text-base font-semibold">
                {moneyParts({ minorUnits: cents, currency }).whole}
              </span>
            </Choice>
          ))}
          <div className="col-span-4">
            <Choice
              centred
              name="limit"
              value="wallet"
              checked={limit === "wallet"}
              onChoose={() => setLimit("wallet")}
            >
              <span className="text-base font-semibold">{t("outOfBundle.wallet")}</span>
            </Choice>
          </div>
        </div>
        {checked && limit === undefined && <Mistake words={t("check.choice")} />}
      </Section>
      {priced && (
        <div className="grid gap-1.5">
          <Tick name="agree" checked={agreed} onTick={setAgreed}>
            {t("outOfBundle.agree", priced)}
          </Tick>
          {checked && !agreed && <Mistake words={t("check.agree")} />}
        </div>
      )}
      <Failure error={allow.error ?? undefined} unknown="outOfBundle.unknown" />
      <Button kind="primary" type="submit" wide busy={allow.isPending && t("outOfBundle.busy")}>
        {t("outOfBundle.turnOn")}
      </Button>
    </form>
  );
}

/** By the unit, as it is counted, and by the gigabyte, as people compare. */
function Price({ tariff: { unitOctets, unitPrice } }: { tariff: Tariff }) {
  const { t, rich, data, money, moneyParts } = useWords();
  const whole = { ...unitPrice, minorUnits: Math.ceil((unitPrice.minorUnits * giga) / unitOctets) };
  return (
    <>
      <span className="block text-base">
        {rich("outOfBundle.price", {
          price: <Money amount={moneyParts(unitPrice)} size="lg" />,
          unit: data(unitOctets),
        })}
      </span>
      {unitOctets !== giga && (
        <span className="figures block text-sm text-quiet">{t("outOfBundle.example", { price: money(whole) })}</span>
      )}
    </>
  );
}
