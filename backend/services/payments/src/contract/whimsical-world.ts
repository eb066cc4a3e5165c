import { createHash } from "node:crypto";
import {
  type Charge,
  type PaymentProvider,
  paystackReference,
  paystackScheme,
  readPaystackCallback,
} from "@beacom/payments";
import type { OpenProviderWorld, ProviderWorld } from "#contract/provider-world";

/** What happens to one call: it works, it never arrives, or it takes effect and its answer is lost. */
export type Whim = "answered" | "never-arrived" | "answer-lost";

/** A provider in memory that fails as a test tells it to; `whims` are used up one by one, then everything works. */
export function whimsicalProvider(whims: Whim[]) {
  const charges = new Map<string, Charge>();
  const lost = { kind: "unknown", reason: "no answer" } as const;
  const provider: PaymentProvider = {
    name: "paystack",
    reference: paystackReference,
    readCallback: readPaystackCallback,
    async open({ reference, amount }) {
      const whim = whims.shift() ?? "answered";
      if (whim === "never-arrived") return lost;
      if (charges.has(reference)) return whim === "answered" ? { kind: "reference-taken" } : lost;
      charges.set(reference, { reference, amount, outcome: "open", words: "" });
      return whim === "answered" ? { kind: "opened", reference, redirectUrl: `https://pay.test/${reference}` } : lost;
    },
    async charge(reference) {
      if ((whims.shift() ?? "answered") !== "answered") return lost;
      const charge = charges.get(reference);
      return charge ? { kind: "charge", charge } : { kind: "reference-unknown" };
    },
  };
  const become = (outcome: Charge["outcome"]) => (reference: string) => {
    const charge = charges.get(reference);
    if (charge && charge.outcome !== "succeeded") charges.set(reference, { ...charge, outcome });
  };
  const world: ProviderWorld = {
    provider,
    scheme: paystackScheme("unused"),
    pay: become("succeeded"),
    decline: become("failed"),
    claimPaid: () => undefined,
    misbehave: () => undefined,
    callbacksArrived: async () => undefined,
    close: async () => undefined,
  };
  const open: OpenProviderWorld = async () => world;
  return { open, whims };
}

/** A callback's body as Paystack would send it; the same one each time, as a repeat is. */
export function callbackAbout(reference: string): Uint8Array {
  const id = Number.parseInt(createHash("sha256").update(reference).digest("hex").slice(0, 8), 16);
  return Buffer.from(
    JSON.stringify({ event: "charge.success", data: { id, reference, status: "success", amount: 1, currency: "ZAR" } }),
  );
}
