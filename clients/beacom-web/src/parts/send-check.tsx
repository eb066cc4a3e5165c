import { Problem as Refusal } from "@beacom/api-client";
import { Button, Note, Problem } from "@beacom/design";
import type { MessageKey } from "@beacom/i18n";
import { TriangleAlert } from "lucide-react";
import { Person, useCause } from "#parts/trouble";
import { useWords } from "#parts/words";

/** Asked once more, because it cannot be undone: what, and to whom. */
export function SendCheck(props: {
  said: string;
  phone: string;
  busy: boolean;
  failure: unknown;
  onSend: () => void;
  onChange: () => void;
}) {
  const { t, rich } = useWords();
  const { said, phone, busy, failure, onSend, onChange } = props;
  return (
    <div className="grid max-w-[36rem] gap-6">
      <h1 tabIndex={-1} ref={(place) => place?.focus()} className="figures text-xl font-semibold tracking-tight">
        {rich("send.check", {
          what: <span className="whitespace-nowrap text-deep">{said}</span>,
          phone: <span className="whitespace-nowrap">{phone}</span>,
        })}
      </h1>
      <Note tone="warn" icon={<TriangleAlert size={20} aria-hidden="true" />} title={t("send.checkText")} />
      {failure !== undefined && <SendTrouble error={failure} />}
      <div className="grid gap-3">
        <Button kind="primary" wide busy={busy && t("send.busy")} onClick={onSend}>
          {t("send.confirm", { what: said })}
        </Button>
        <Button kind="quiet" wide disabled={busy} onClick={onChange}>
          {t("send.change")}
        </Button>
      </div>
    </div>
  );
}

const refusals: Partial<Record<string, MessageKey>> = {
  "receiver-unknown": "send.receiverUnknown",
  "to-oneself": "send.toOneself",
  "not-enough-left": "send.notEnough",
  "wallet-too-low": "send.walletTooLow",
  "not-transferable": "send.notTransferable",
  "bundle-not-active": "send.ended",
  "phone-not-valid": "check.phone",
};

function SendTrouble({ error }: { error: unknown }) {
  const { t } = useWords();
  const cause = useCause();
  const refusal = error instanceof Refusal ? error : undefined;
  const key = refusal && refusals[refusal.code];
  const happened = key ? (t as (key: MessageKey) => string)(key) : cause(error);
  return refusal?.isUnknown ? (
    <Problem title={t("send.unknown")} happened={t("send.unknownText")} person={<Person />} />
  ) : (
    <Problem title={t("send.failed")} happened={happened} person={<Person />} />
  );
}
