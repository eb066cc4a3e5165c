import type { Billing, Money } from "@beacom/api-client";
import { Button, Field, Note, Section } from "@beacom/design";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CalendarCheck } from "lucide-react";
import { type FormEvent, useState } from "react";
import { dayOf } from "#days";
import { useApp } from "#parts/app";
import { Failure } from "#parts/failure";
import { useWords } from "#parts/words";

/** For somebody who cannot pay today: a day, as far ahead as the operator allows. One that was made is shown instead. */
export function PromiseToPay({ billing, amount }: { billing: Billing; amount: Money }) {
  const { t, date, money } = useWords();
  const { api, invoicePayments } = useApp();
  const queries = useQueryClient();
  const [by, setBy] = useState("");
  const [mistaken, setMistaken] = useState(false);
  const promise = useMutation({
    mutationFn: () =>
      api.promiseToPay(invoicePayments.keyFor({ amountCents: amount.minorUnits, of: `promise ${by}` }), { amount, by }),
    onSuccess(now) {
      invoicePayments.clear();
      queries.setQueryData(["billing"], now);
    },
  });
  if (billing.promise)
    return (
      <Note
        tone="calm"
        icon={<CalendarCheck size={20} aria-hidden="true" />}
        title={t("invoices.promised", { amount: money(billing.promise.amount), day: date(billing.promise.by) })}
      />
    );
  const latest = billing.latestPromiseOn;
  if (!latest || billing.restriction === "terminated") return null;
  const today = dayOf(new Date());

  function send(event: FormEvent) {
    event.preventDefault();
    if (promise.isPending) return;
    const fits = by >= today && by <= (latest ?? "");
    setMistaken(!fits);
    if (fits) promise.mutate();
  }

  return (
    <Section title={t("promise.title")}>
      <p className="text-base text-quiet">{t("promise.text")}</p>
      <form noValidate onSubmit={send} className="grid gap-4">
        <Field
          label={t("promise.by")}
          name="by"
          type="date"
          min={today}
          max={latest}
          value={by}
          onChange={(event) => {
            setBy(event.target.value);
            setMistaken(false);
          }}
          hint={t("promise.hint", { day: date(latest) })}
          error={mistaken ? t("promise.day", { day: date(latest) }) : undefined}
        />
        <Failure error={promise.error ?? undefined} />
        <Button type="submit" wide busy={promise.isPending && t("outOfBundle.busy")}>
          {t("promise.action", { amount: money(amount) })}
        </Button>
      </form>
    </Section>
  );
}
