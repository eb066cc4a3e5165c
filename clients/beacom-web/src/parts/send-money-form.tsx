import type { Money } from "@beacom/api-client";
import { Button, Empty, Field } from "@beacom/design";
import { type FormEvent, useRef, useState } from "react";
import { centsFrom } from "#amount";
import { PhoneField } from "#parts/phone-field";
import { useWords } from "#parts/words";
import { looksLikePhone } from "#phone";
import type { Sending } from "#sending";

const leastCents = 100;

/** How much of the wallet, and to whom. */
export function SendMoneyForm({ available, onNext }: { available: Money; onNext: (sending: Sending) => void }) {
  const { t, money, moneyParts } = useWords();
  const [phone, setPhone] = useState("");
  const [amount, setAmount] = useState("");
  const [checked, setChecked] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const cents = centsFrom(amount, { least: leastCents, most: available.minorUnits });
  const mistakes = { amount: cents === undefined, phone: !looksLikePhone(phone) };

  function next(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    const first = (["amount", "phone"] as const).find((name) => mistakes[name]);
    if (first) form.current?.querySelector<HTMLInputElement>(`input[name="${first}"]`)?.focus();
    else if (cents !== undefined)
      onNext({ kind: "money", phone: phone.trim(), amount: { minorUnits: cents, currency: available.currency } });
  }

  if (available.minorUnits < leastCents) return <Empty title={t("send.walletTooLow")} />;
  return (
    <form ref={form} noValidate onSubmit={next} className="grid gap-6">
      <Field
        label={t("send.rand")}
        name="amount"
        prefix="R"
        inputMode="decimal"
        autoComplete="off"
        value={amount}
        onChange={(event) => setAmount(event.target.value)}
        hint={t("topUp.walletHas", { amount: money(available) })}
        error={
          checked && mistakes.amount
            ? t("check.amount", {
                least: moneyParts({ ...available, minorUnits: leastCents }).whole,
                most: money(available),
              })
            : undefined
        }
      />
      <PhoneField label={t("send.phone")} value={phone} mistaken={checked && mistakes.phone} onWrite={setPhone} />
      <Button kind="primary" type="submit" wide>
        {t("send.next")}
      </Button>
    </form>
  );
}
