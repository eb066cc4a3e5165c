import assert from "node:assert/strict";
import { ok, refuse } from "@beacom/result";
import { test } from "vitest";
import type { Contact, Message } from "#application/ports";
import { tellCustomerWith } from "#application/tell-customer";

const noon = new Date("2026-11-27T10:00:00Z");
const thandi: Contact = { customerId: "cus_thandi", phone: "+27825550100", language: "zu-ZA" };

function telling() {
  const kept = new Map<string, Message>();
  const sent: Message[] = [];
  const records = {
    contactOf: async (customerId: string) => (customerId === thandi.customerId ? thandi : undefined),
    async keepMessage(message: Message) {
      const isNew = !kept.has(message.cause);
      if (isNew) kept.set(message.cause, message);
      return isNew;
    },
  };
  return {
    sent,
    tell: tellCustomerWith({ records, newMessageId: () => "msg_1", clock: () => noon, sent: (m) => sent.push(m) }),
  };
}
const words = { en: "We are back.", zu: "Sibuyile." };
const said = { customerId: "cus_thandi", words, idempotencyKey: "mas_1:cus_thandi" };

test("a customer is told in their own language, once for the key", async () => {
  const { tell, sent } = telling();
  assert.deepEqual(await tell(said), ok({ isNew: true }));
  assert.deepEqual(await tell(said), ok({ isNew: false }));
  assert.deepEqual(
    sent.map(({ to, text, kind }) => [to, text, kind]),
    [["+27825550100", "Sibuyile.", "operator-message"]],
  );
});

test("without words in the customer's language they are told in English", async () => {
  const { tell, sent } = telling();
  await tell({ ...said, words: { en: "We are back.", af: "Ons is terug." } });
  assert.equal(sent[0]?.text, "We are back.");
});

test("whoever has no verified phone, no words and no key are refused", async () => {
  const { tell } = telling();
  assert.deepEqual(await tell({ ...said, customerId: "cus_other" }), refuse({ kind: "not-reachable" }));
  assert.deepEqual(await tell({ ...said, words: {} }), refuse({ kind: "words-missing" }));
  assert.deepEqual(await tell({ ...said, idempotencyKey: "" }), refuse({ kind: "idempotency-key-missing" }));
});
