import { type BillingDocument, Problem as Refusal } from "@beacom/api-client";
import { Button, Problem } from "@beacom/design";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useLive } from "#live-store";
import { useApp } from "#parts/app";
import { Person, useCause } from "#parts/trouble";
import { useWords } from "#parts/words";
import { accountQuery } from "#queries";

/** What payments take at once; a larger invoice is paid in parts. */
const mostAtOnceCents = 1_000_000;

/** From the wallet if it has enough, which is at once; else at the provider. */
export function PayInvoice({ document: { documentId, open } }: { document: BillingDocument }) {
  const { t, money } = useWords();
  const { api, payments, invoicePayments } = useApp();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const connected = useLive((live) => live.connected);
  const account = useQuery(accountQuery(api));
  const [busy, setBusy] = useState<"wallet" | "provider">();
  const [failure, setFailure] = useState<unknown>();
  const available = account.data?.available;
  const fromWallet = available?.currency === open.currency && available.minorUnits >= open.minorUnits;
  const part = { ...open, minorUnits: Math.min(open.minorUnits, mostAtOnceCents) };

  async function attempt(by: "wallet" | "provider", pay: () => Promise<void>) {
    setBusy(by);
    setFailure(undefined);
    try {
      await pay();
    } catch (error) {
      // A refusal is an answer: the next press is a new payment. Silence is none: the next press continues this one.
      if (error instanceof Refusal && !error.isUnknown) (by === "wallet" ? invoicePayments : payments).clear();
      setFailure(error);
    }
    setBusy(undefined);
  }
  const payFromWallet = () =>
    attempt("wallet", async () => {
      const key = invoicePayments.keyFor({ amountCents: open.minorUnits, of: documentId });
      const billing = await api.payFromWallet(key, documentId);
      invoicePayments.clear();
      queries.setQueryData(["billing"], billing);
      const changed = ["document", "documents", "account", "statement"];
      await Promise.all(changed.map((name) => queries.invalidateQueries({ queryKey: [name] })));
    });
  const payAtProvider = () =>
    attempt("provider", async () => {
      const key = payments.keyFor({ amountCents: part.minorUnits, of: documentId });
      const payment = await api.startPayment(key, { amount: part, invoiceId: documentId });
      payments.opened(key, payment.paymentId);
      queries.setQueryData(["payment", payment.paymentId], payment);
      if (payment.redirectUrl && payment.status !== "succeeded") location.assign(payment.redirectUrl);
      else await navigate({ to: "/top-up/$paymentId", params: { paymentId: payment.paymentId } });
    });

  return (
    <div className="grid gap-3">
      {failure !== undefined && <PayTrouble error={failure} />}
      {!connected && <p className="text-sm text-quiet">{t("topUp.offline")}</p>}
      {fromWallet && (
        <Button
          kind="primary"
          wide
          disabled={!connected || busy === "provider"}
          busy={busy === "wallet" && t("invoice.paying")}
          onClick={() => void payFromWallet()}
        >
          {t("invoice.payWallet", { amount: money(open) })}
        </Button>
      )}
      <Button
        kind={fromWallet ? "quiet" : "primary"}
        wide
        disabled={!connected || busy === "wallet"}
        busy={busy === "provider" && t("topUp.opening")}
        onClick={() => void payAtProvider()}
      >
        {t("invoice.payAtPaystack", { amount: money(part) })}
      </Button>
      {part.minorUnits < open.minorUnits && (
        <p className="text-sm text-quiet">{t("invoice.mostAtOnce", { amount: money(part) })}</p>
      )}
    </div>
  );
}

function PayTrouble({ error }: { error: unknown }) {
  const { t } = useWords();
  const cause = useCause();
  if (error instanceof Refusal && error.isUnknown)
    return <Problem title={t("invoice.unknown")} happened={t("invoice.unknownText")} person={<Person />} />;
  const tooLow = error instanceof Refusal && error.code === "wallet-too-low";
  return (
    <Problem
      title={t("invoice.failed")}
      happened={tooLow ? t("send.walletTooLow") : cause(error)}
      money={t("payment.nothingCharged")}
      person={<Person />}
    />
  );
}
