import { Problem as Refusal } from "@beacom/api-client";
import { Problem } from "@beacom/design";
import { useEffect, useRef } from "react";
import { Person, useCause } from "#parts/trouble";
import { useWords } from "#parts/words";

/** Why nothing was bought, scrolled to where it is read. */
export function PaymentTrouble({ of, error }: { of: "paying" | "buying"; error: unknown }) {
  const { t } = useWords();
  const told = useTold();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.scrollIntoView({ block: "center" }), [error]);
  const { title, happened, charged } = told(of, error);
  return (
    <div ref={place}>
      <Problem
        title={title}
        happened={happened}
        money={charged === "nothing" ? t("payment.nothingCharged") : undefined}
        person={<Person />}
      />
    </div>
  );
}

/** A bundle from the wallet may have been bought unseen; a payment is charged only at Paystack, where nobody has been yet. */
function useTold() {
  const { t } = useWords();
  const cause = useCause();
  return (
    of: "paying" | "buying",
    error: unknown,
  ): { title: string; happened: string; charged: "nothing" | "unknown" } => {
    const refusal = error instanceof Refusal ? error : undefined;
    if (refusal?.isUnknown && of === "buying")
      return { title: t("topUp.unknownBuy"), happened: t("topUp.unknownBuyText"), charged: "unknown" };
    if (refusal?.isUnknown) return { title: t("topUp.unknown"), happened: t("topUp.unknownText"), charged: "nothing" };
    const happened = refusal?.code === "wallet-too-low" ? t("topUp.walletTooLow") : cause(error);
    return { title: t("topUp.failed"), happened, charged: "nothing" };
  };
}
