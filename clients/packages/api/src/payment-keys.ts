export type Intention = {
  amountCents: number;
  planId?: string | undefined;
  /** What else sets it apart from others of the same amount: an invoice, a receiver. */
  of?: string | undefined;
};
export type OpenPayment = Intention & { key: string; paymentId?: string | undefined; startedAt: number };
type KeyStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const forgottenAfterMs = 24 * 3600_000;

/**
 * The idempotency key of the payment that is being made, kept until the payment is final: whatever happens to the
 * connection or the page in between, a second press continues the same payment. A key belongs to one intention.
 */
export function paymentKeys(storage: KeyStorage, { name = "beacom.open-payment", now = Date.now } = {}) {
  const read = (): OpenPayment | undefined => {
    try {
      const kept = JSON.parse(storage.getItem(name) ?? "null") as OpenPayment | null;
      return kept && typeof kept.key === "string" && now() - kept.startedAt < forgottenAfterMs ? kept : undefined;
    } catch {
      return undefined;
    }
  };
  const write = (payment: OpenPayment) => {
    storage.setItem(name, JSON.stringify(payment));
    return payment;
  };
  return {
    read,
    /** The key for this intention: the one it has already, or a new one. */
    keyFor(intention: Intention): string {
      const kept = read();
      if (kept && !kept.paymentId && isSame(kept, intention)) return kept.key;
      return write({ ...intention, key: randomKey(), startedAt: now() }).key;
    },
    opened(key: string, paymentId: string): void {
      const kept = read();
      if (kept?.key === key) write({ ...kept, paymentId });
    },
    settled: (paymentId: string): void => {
      if (read()?.paymentId === paymentId) storage.removeItem(name);
    },
    clear: () => storage.removeItem(name),
  };
}

const isSame = (a: Intention, b: Intention) =>
  a.amountCents === b.amountCents && a.planId === b.planId && a.of === b.of;

/** Not `randomUUID`, which pages served without TLS do not have. */
const randomKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (octet) => octet.toString(16).padStart(2, "0")).join("");
