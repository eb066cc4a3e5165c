import { type Result, ok, refuse } from "@beacom/result";
import { z } from "zod";
import type { Charge, ChargeOutcome } from "#provider";

/**
 * Paystack's JSON, read tolerantly: fields that we do not use may come, go or change. Amounts are integers in subunits (cents). Ids are
 * unsigned 64-bit numbers, more than a double holds, so they are read as their digits (see `parseJson`).
 */
const envelope = z.object({ status: z.boolean(), message: z.string().default("") });
const idDigits = z.union([z.string(), z.number()]).transform(String);
const subunits = z.union([z.int(), z.string().regex(/^\d{1,15}$/)]).transform(BigInt);

export const InitializeAnswer = envelope.extend({
  data: z.object({
    authorization_url: z.url({ protocol: /^https?$/ }),
    access_code: z.string(),
    reference: z.string(),
  }),
});

export const Transaction = z.object({
  id: idDigits,
  status: z.string(),
  reference: z.string().regex(/^[\x21-\x7e]{1,200}$/),
  amount: subunits,
  currency: z.string().regex(/^[A-Za-z]{3}$/),
  gateway_response: z.string().nullish(),
});
export type Transaction = z.infer<typeof Transaction>;
export const VerifyAnswer = envelope.extend({ data: Transaction });

export const ErrorAnswer = envelope.extend({ code: z.string().nullish(), type: z.string().nullish() });

/** What `POST /transaction/initialize` takes. */
export type InitializeRequest = {
  email: string;
  amount: number;
  currency: string;
  reference: string;
  callback_url: string;
  metadata: Record<string, string>;
};

/** `abandoned` is also the state of a page that nobody has finished yet: the person can still pay, so it is open and not failed. */
const outcomes: Record<string, ChargeOutcome> = {
  success: "succeeded",
  failed: "failed",
  reversed: "reversed",
  abandoned: "open",
  ongoing: "open",
  pending: "open",
  processing: "open",
  queued: "open",
};

/** A status that Paystack may invent tomorrow is open: we ask again instead of guessing. */
export function chargeOf(transaction: Transaction): Charge {
  return {
    reference: transaction.reference,
    outcome: Object.hasOwn(outcomes, transaction.status) ? outcomes[transaction.status]! : "open",
    amount: { minorUnits: transaction.amount, currency: transaction.currency.toUpperCase() },
    words: printable(transaction.gateway_response ?? ""),
  };
}

/** Their words end up in our database and on screens, which take no control characters or halves of a surrogate pair. */
const printable = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\p{Cc}+/gu, " ")
    .trim();

/** Paystack's references take letters, digits, dash, dot and equals sign: an underscore, as in our ids, is not among them. */
export function paystackReference(paymentId: string, attempt: number): string {
  const first = paymentId.replaceAll("_", "-");
  return attempt === 1 ? first : `${first}-${attempt}`;
}

/** JSON whose `id` numbers keep all their digits. */
export function parseJson(text: string): Result<unknown, { kind: "not-json" }> {
  try {
    return ok(JSON.parse(text, keepIdDigits));
  } catch {
    return refuse({ kind: "not-json" });
  }
}

function keepIdDigits(key: string, value: unknown, context?: { source?: string }): unknown {
  return key === "id" && typeof value === "number" ? (context?.source ?? String(value)) : value;
}
