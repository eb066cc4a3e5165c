import { type Result, ok, refuse } from "@beacom/result";
import { z } from "zod";
import { parseJson } from "#paystack-wire";
import type { Notice, UnreadableCallback } from "#provider";

/** Printable ASCII: what we keep and compare. Anything else cannot be a reference of ours, and a database may refuse to hold it. */
const word = z.string().regex(/^[\x21-\x7e]{1,200}$/);
const reference = word;
const Callback = z.object({
  event: word,
  data: z.object({
    id: word.nullish().catch(null),
    reference: reference.nullish().catch(null),
    transaction_reference: reference.nullish().catch(null),
    // An id in refunds, an object in disputes.
    transaction: z
      .object({ reference: reference.nullish().catch(null) })
      .nullish()
      .catch(null),
  }),
});

/** Reads a callback's body. Bytes that are not UTF-8, JSON or an event are refused with words, whatever they are. */
export function readPaystackCallback(rawBody: Uint8Array): Result<Notice, UnreadableCallback> {
  const json = parseJson(new TextDecoder().decode(rawBody));
  if (!json.ok) return refuse({ kind: "not-json", words: "the body is not JSON" });
  const callback = Callback.safeParse(json.value);
  if (!callback.success) {
    const where = callback.error.issues[0]?.path.join(".") || "the body";
    return refuse({ kind: "not-an-event", words: `${where} does not look like a Paystack event` });
  }
  const { event, data } = callback.data;
  return ok({
    event,
    eventId: data.id ?? "",
    // A refund's or dispute's own reference is not ours; the transaction's is.
    reference: data.transaction?.reference ?? data.transaction_reference ?? data.reference ?? null,
    claimsSuccess: event === "charge.success",
    takesBack: event === "refund.processed" || event.startsWith("charge.dispute."),
  });
}
