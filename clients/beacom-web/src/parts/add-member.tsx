import { Button, Section, Segments } from "@beacom/design";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { useApp } from "#parts/app";
import { Failure } from "#parts/failure";
import { PhoneField } from "#parts/phone-field";
import { useWords } from "#parts/words";
import { looksLikePhone } from "#phone";

const giga = 1e9;
const limits = ["1", "5", "20", "none"] as const;
type Limit = (typeof limits)[number];

/** Somebody who may use the bundle: by number, up to a limit or without one. */
export function AddMember() {
  const { t, data } = useWords();
  const { api } = useApp();
  const queries = useQueryClient();
  const [phone, setPhone] = useState("");
  const [limit, setLimit] = useState<Limit>("1");
  const [mistaken, setMistaken] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const add = useMutation({
    mutationFn: () =>
      api.addMember({ phone: phone.trim(), limitOctets: limit === "none" ? null : Number(limit) * giga }),
    onSuccess(sharing) {
      queries.setQueryData(["sharing"], sharing);
      setPhone("");
    },
  });

  function send(event: FormEvent) {
    event.preventDefault();
    if (add.isPending) return;
    if (!looksLikePhone(phone)) {
      setMistaken(true);
      form.current?.querySelector("input")?.focus();
      return;
    }
    add.mutate();
  }

  return (
    <Section title={t("sharing.add")}>
      <form ref={form} noValidate onSubmit={send} className="grid gap-5">
        <PhoneField
          label={t("send.phone")}
          value={phone}
          mistaken={mistaken}
          onWrite={(text) => {
            setPhone(text);
            setMistaken(false);
          }}
        />
        <Segments<Limit>
          name="limit"
          label={t("sharing.limit")}
          value={limit}
          options={limits.map((value) => ({
            value,
            label: value === "none" ? t("sharing.noLimit") : data(Number(value) * giga),
          }))}
          onChoose={setLimit}
        />
        <Failure
          error={add.error ?? undefined}
          words={{
            "receiver-unknown": "sharing.receiverUnknown",
            "to-oneself": "send.toOneself",
            "nothing-shared": "sharing.nothing",
            "members-full": "sharing.full",
            "member-of-another": "sharing.another",
            "phone-not-valid": "check.phone",
          }}
        />
        <Button kind="primary" type="submit" wide busy={add.isPending && t("sharing.busy")}>
          {t("sharing.action")}
        </Button>
      </form>
    </Section>
  );
}
