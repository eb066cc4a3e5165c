import { z } from "zod";

const Money = z.object({
  minorUnits: z.int().meta({ description: "Cents, or whatever the currency's smallest unit is" }),
  currency: z.string().regex(/^[A-Z]{3}$/),
});
const customerId = z.string().meta({ description: "cus_…; who that is, the API says" });
const instant = z.iso.datetime().meta({ description: "UTC" });
const day = z.iso.date().meta({ description: "A day of the operator's" });
const octets = z.int().nonnegative();

const Payment = z.object({
  paymentId: z.string(),
  customerId,
  amount: Money,
  provider: z.string(),
  planId: z.string().nullable().meta({ description: "The plan that it was to pay" }),
  invoiceId: z.string().nullable().meta({ description: "The invoice that it was to pay" }),
});
const Bundle = z.object({
  customerId,
  bundleId: z.string(),
  planId: z.string(),
  name: z.string(),
  octetsGranted: octets.meta({ description: "0 when it is uncapped" }),
  octetsUsed: octets,
  expiresAt: instant,
});
const Restriction = z.object({
  customerId,
  reason: z.enum(["unpaid", "suspended", "terminated"]),
});

/** Everything that is told, with what is told of it. Ids and figures only: names and phones are asked for, so that an erased person is erased. */
export const eventTypes = {
  "customer.registered": {
    description: "Somebody registered; the phone is not proved yet.",
    version: 1,
    data: z.object({ customerId, language: z.string() }),
  },
  "customer.verified": {
    description: "A customer has proved the phone.",
    version: 1,
    data: z.object({ customerId, language: z.string() }),
  },
  "payment.succeeded": { description: "A payment arrived.", version: 1, data: Payment },
  "payment.failed": {
    description: "The provider declined a payment. The person may try again: payment.succeeded then follows.",
    version: 1,
    data: Payment,
  },
  "bundle.activated": {
    description: "A bundle is on.",
    version: 1,
    data: Bundle.extend({ paymentId: z.string().nullable().meta({ description: "What paid it, if not the wallet" }) }),
  },
  "bundle.used_up": {
    description: "Nothing is left of a bundle.",
    version: 1,
    data: z.object({ customerId, bundleId: z.string(), name: z.string(), expiresAt: instant }),
  },
  "bundle.expired": { description: "A bundle's time is over.", version: 1, data: Bundle },
  "invoice.issued": {
    description: "An invoice was issued.",
    version: 1,
    data: z.object({ customerId, invoiceId: z.string(), issuedOn: day, dueOn: day, total: Money, open: Money }),
  },
  "invoice.overdue": {
    description: "A step of dunning was taken after an invoice's due date; told with each step.",
    version: 1,
    data: z.object({
      customerId,
      invoiceIds: z.array(z.string()),
      amount: Money,
      dueOn: day,
      step: z.int().nonnegative().meta({ description: "Counted from 0" }),
      action: z.string().meta({ description: "remind, walled-garden, suspend, terminate or fee" }),
      nextStepOn: day.nullable(),
    }),
  },
  "session.started": {
    description: "A router reported the start of a session.",
    version: 1,
    data: z.object({ customerId, sessionId: z.string(), startedAt: instant }),
  },
  "session.stopped": {
    description: "A session has ended.",
    version: 1,
    data: z.object({
      customerId,
      sessionId: z.string(),
      startedAt: instant,
      endedAt: instant,
      octetsDown: octets,
      octetsUp: octets,
    }),
  },
  "subscriber.suspended": {
    description:
      "A customer's service was restricted, by staff or because nobody paid; told again when the reason changes.",
    version: 1,
    data: Restriction,
  },
  "subscriber.restored": {
    description: "A restriction has ended.",
    version: 1,
    data: Restriction.extend({ reason: Restriction.shape.reason.meta({ description: "Why it had been restricted" }) }),
  },
  "wallet.adjusted": {
    description: "Money came into a wallet by an adjustment, a reversal or a refund.",
    version: 1,
    data: z.object({
      customerId,
      movementId: z.string(),
      source: z.enum(["adjustment", "reversal", "refund"]),
      amount: Money,
      available: Money,
    }),
  },
  "wallet.credited": {
    description: "Money came into a wallet by a voucher, a reseller or another customer.",
    version: 1,
    data: z.object({
      customerId,
      movementId: z.string(),
      source: z.enum(["voucher", "reseller", "transfer"]),
      amount: Money,
      available: Money,
    }),
  },
  "webhook.disabled": {
    description:
      "An endpoint gets nothing more, for it answered 410, or nothing but failures came from it for five days. The others are told.",
    version: 1,
    data: z.object({ endpointId: z.string(), reason: z.enum(["gone", "failing"]) }),
  },
  "webhook.test": {
    description: "Sent when staff ask for it, whatever an endpoint has asked for.",
    version: 1,
    data: z.object({ endpointId: z.string() }),
  },
} as const satisfies Record<string, { description: string; version: number; data: z.ZodType }>;

export type EventTypeName = keyof typeof eventTypes;
export type EventData<T extends EventTypeName> = z.input<(typeof eventTypes)[T]["data"]>;
/** What an endpoint can ask for. */
export const subscribable = Object.keys(eventTypes).filter((type) => type !== "webhook.test") as EventTypeName[];

/** Something that happened, for whoever asks for it. */
export type BusinessEvent = {
  [T in EventTypeName]: {
    type: T;
    /** The same whenever the same thing is told again. */
    cause: string;
    at: Date;
    /** Where `at` may be another one when it is told again: an instant that stays. */
    firstAt?: Date;
    data: EventData<T>;
  };
}[EventTypeName];

/** Throws when the data is not what the type promises: receivers' programs rely on it. */
export function bodyOf({ type, at, data }: BusinessEvent): string {
  const { version, data: schema } = eventTypes[type];
  return JSON.stringify({ type, timestamp: at.toISOString(), version, data: schema.parse(data) });
}
