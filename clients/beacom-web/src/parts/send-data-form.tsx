import type { Bundle } from "@beacom/api-client";
import { Button, Choice, Empty, Field, Section } from "@beacom/design";
import { type FormEvent, useRef, useState } from "react";
import { PhoneField } from "#parts/phone-field";
import { Mistake } from "#parts/mistake";
import { useWords } from "#parts/words";
import { looksLikePhone } from "#phone";
import { amountsOf, octetsFrom, type Sending } from "#sending";

/** Out of which bundle, how much, and to whom. The only bundle is chosen already; an amount never is. */
export function SendDataForm({ bundles, onNext }: { bundles: readonly Bundle[]; onNext: (sending: Sending) => void }) {
  const { t, data, moment } = useWords();
  const [phone, setPhone] = useState("");
  const [picked, setPicked] = useState<string>();
  const [amount, setAmount] = useState<number | "other">();
  const [other, setOther] = useState("");
  const [checked, setChecked] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const bundle = bundles.find(({ bundleId }) => bundleId === picked) ?? (bundles.length === 1 ? bundles[0] : undefined);
  const left = bundle?.octetsRemaining ?? 0;
  const octets = amount === "other" ? octetsFrom(other, left) : amount;
  const mistakes = {
    phone: !looksLikePhone(phone),
    bundle: !bundle,
    amount: amount === undefined,
    other: amount === "other" && octets === undefined,
  };

  function next(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    const first = (["bundle", "amount", "other", "phone"] as const).find((name) => mistakes[name]);
    if (first) form.current?.querySelector<HTMLInputElement>(`input[name="${first}"]`)?.focus();
    else if (bundle && octets) onNext({ kind: "data", phone: phone.trim(), bundleId: bundle.bundleId, octets });
  }

  if (bundles.length === 0) return <Empty title={t("send.noData")} />;
  return (
    <form ref={form} noValidate onSubmit={next} className="grid gap-6">
      <Section title={t("send.bundle")}>
        <div role="radiogroup" aria-label={t("send.bundle")} className="grid gap-2">
          {bundles.map((candidate) => (
            <Choice
              key={candidate.bundleId}
              name="bundle"
              value={candidate.bundleId}
              checked={candidate === bundle}
              onChoose={(bundleId) => {
                setPicked(bundleId);
                setAmount(undefined);
              }}
            >
              <span className="block text-base font-semibold">{candidate.name}</span>
              <span className="figures block text-sm text-quiet">
                {t("home.noticeText", {
                  left: data(candidate.octetsRemaining),
                  until: moment(candidate.expiresAt),
                })}
              </span>
            </Choice>
          ))}
        </div>
        {checked && mistakes.bundle && <Mistake words={t("check.bundle")} />}
      </Section>
      {bundle && (
        <Section title={t("send.howMuch")}>
          <div role="radiogroup" aria-label={t("send.howMuch")} className="grid grid-cols-2 gap-2 sm:grid-cols-4">
            {amountsOf(left).map((one) => (
              <Choice
                key={one}
                centred
                name="amount"
                value={String(one)}
                checked={amount === one}
                onChoose={() => setAmount(one)}
              >
                <span className="figures text-base font-semibold">{data(one)}</span>
              </Choice>
            ))}
            <Choice centred name="amount" value="all" checked={amount === left} onChoose={() => setAmount(left)}>
              <span className="figures text-base font-semibold">{t("send.all", { data: data(left) })}</span>
            </Choice>
            <Choice
              centred
              name="amount"
              value="other"
              checked={amount === "other"}
              onChoose={() => setAmount("other")}
            >
              <span className="text-base font-semibold">{t("topUp.other")}</span>
            </Choice>
          </div>
          {checked && mistakes.amount && <Mistake words={t("check.choice")} />}
          {amount === "other" && (
            <Field
              label={t("send.megabytes")}
              name="other"
              inputMode="numeric"
              autoComplete="off"
              value={other}
              onChange={(event) => setOther(event.target.value)}
              error={
                checked && mistakes.other ? t("check.megabytes", { most: String(Math.floor(left / 1e6)) }) : undefined
              }
            />
          )}
        </Section>
      )}
      <PhoneField label={t("send.phone")} value={phone} mistaken={checked && mistakes.phone} onWrite={setPhone} />
      <Button kind="primary" type="submit" wide>
        {t("send.next")}
      </Button>
    </form>
  );
}
