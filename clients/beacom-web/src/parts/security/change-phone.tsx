import type { CodeSent } from "@beacom/api-client";
import { Button, Field, Section } from "@beacom/design";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useApp } from "#parts/app";
import { Failure } from "#parts/failure";
import { useForm } from "#parts/form";
import { Arrival } from "#parts/security/arrival";
import { useChange } from "#parts/security/fresh-proof";
import { useSecurityCalls } from "#parts/security/security-calls";
import { useWords } from "#parts/words";
import { meQuery } from "#queries";
import { AskForCode, Code } from "#registration-checks";

/** Another phone: proved by a code before anything changes. */
export function ChangePhone() {
  const { t, rich } = useWords();
  const { api } = useApp();
  const me = useQuery(meQuery(api));
  const [sent, setSent] = useState<CodeSent>();
  const [done, setDone] = useState("");
  const phone = <span className="figures font-semibold whitespace-nowrap text-ink">{me.data?.phone ?? ""}</span>;
  return (
    <Section title={t("register.phone")}>
      {me.data && <p className="text-base text-quiet">{rich("security.phoneText", { phone })}</p>}
      {sent ? (
        <Arrival>
          <ConfirmPhone
            sent={sent}
            onMoved={(to) => {
              setSent(undefined);
              setDone(to);
            }}
            onCancel={() => setSent(undefined)}
          />
        </Arrival>
      ) : (
        <NewPhone
          onSent={(code) => {
            setDone("");
            setSent(code);
          }}
        />
      )}
      <p role="status" className={done ? "text-base text-good" : "sr-only"}>
        {done && t("security.phoneDone", { phone: done })}
      </p>
    </Section>
  );
}

function NewPhone({ onSent }: { onSent: (sent: CodeSent) => void }) {
  const { t } = useWords();
  const { calls } = useSecurityCalls();
  const wanted = useRef("");
  const begin = useChange(() => calls.beginPhoneChange(wanted.current), onSent);
  const { form, mistakes, onSubmit } = useForm(AskForCode, async ({ phone }) => {
    wanted.current = phone;
    await begin.run();
  });
  return (
    <form ref={form} onSubmit={onSubmit} noValidate className="grid gap-5">
      <Field
        label={t("security.phoneNew")}
        hint={t("register.phoneHint")}
        name="phone"
        type="tel"
        autoComplete="tel"
        error={mistakes["phone"] && t("check.phone")}
      />
      <Failure error={begin.failure} words={{ "phone-not-valid": "check.phone" }} />
      <Button type="submit" wide busy={begin.busy && t("register.busy")}>
        {t("register.action")}
      </Button>
    </form>
  );
}

function ConfirmPhone(props: { sent: CodeSent; onMoved: (phone: string) => void; onCancel: () => void }) {
  const { sent, onMoved, onCancel } = props;
  const { t, time } = useWords();
  const { calls } = useSecurityCalls();
  const queries = useQueryClient();
  const typed = useRef("");
  const confirm = useChange(
    () => calls.confirmPhoneChange(sent.verificationId, typed.current),
    (customer) => {
      queries.setQueryData(["me"], customer);
      onMoved(customer.phone);
    },
  );
  const { form, mistakes, onSubmit } = useForm(Code, async ({ code }) => {
    typed.current = code;
    await confirm.run();
  });
  return (
    <form ref={form} onSubmit={onSubmit} noValidate className="grid gap-5">
      <Field
        label={t("confirm.code")}
        hint={t("confirm.until", { time: time(sent.expiresAt) })}
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={8}
        error={mistakes["code"] && t("check.code")}
      />
      <Failure
        error={confirm.failure}
        words={{
          "code-wrong": "confirm.wrong",
          "code-expired": "confirm.expired",
          "too-many-attempts": "confirm.expired",
        }}
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" busy={confirm.busy && t("confirm.busy")}>
          {t("confirm.action")}
        </Button>
        <Button kind="quiet" onClick={onCancel}>
          {t("security.cancel")}
        </Button>
      </div>
    </form>
  );
}
