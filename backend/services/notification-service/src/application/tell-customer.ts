import { ok, type Result, refuse } from "@beacom/result";
import type { Message, Records } from "#application/ports";
import { languageOf } from "#domain/catalogue";

export type TellCustomerRefusal = { kind: "not-reachable" | "words-missing" | "idempotency-key-missing" };
export type TellCustomer = (command: {
  customerId: string;
  /** By language. */
  words: Readonly<Record<string, string>>;
  idempotencyKey: string;
}) => Promise<Result<{ isNew: boolean }, TellCustomerRefusal>>;

/** Words of the operator's own, once for the key. */
export const tellCustomerWith =
  (needs: {
    records: Pick<Records, "keepMessage" | "contactOf">;
    newMessageId: () => string;
    clock: () => Date;
    sent: (message: Message) => void;
  }): TellCustomer =>
  async ({ customerId, words, idempotencyKey }) => {
    if (idempotencyKey === "") return refuse({ kind: "idempotency-key-missing" });
    const contact = await needs.records.contactOf(customerId);
    if (!contact) return refuse({ kind: "not-reachable" });
    const text = words[languageOf(contact.language)] || words["en"];
    if (!text) return refuse({ kind: "words-missing" });
    const message: Message = {
      messageId: needs.newMessageId(),
      cause: `told:${customerId}:${idempotencyKey}`,
      customerId,
      channel: "sms",
      to: contact.phone,
      text,
      kind: "operator-message",
      createdAt: needs.clock(),
    };
    const isNew = await needs.records.keepMessage(message);
    if (isNew) needs.sent(message);
    return ok({ isNew });
  };
