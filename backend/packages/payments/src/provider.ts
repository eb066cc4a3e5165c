import type { Result } from "@beacom/result";

/**
 * What every payment provider looks like from here. An answer that did not come is a value (`unknown`), not an error: money may have moved
 * or not, and the caller must ask again instead of guessing.
 */
export type PaymentProvider = {
  readonly name: string;
  /** Our reference for an attempt (1, 2, …) at a payment, in characters that this provider takes. */
  reference(paymentId: string, attempt: number): string;
  /** Opens a payment under our reference and says where the person pays. */
  open(order: Order, options: ProviderCall): Promise<OpenAnswer>;
  /** What the provider holds under our reference: the only statement about money that is believed. */
  charge(reference: string, options: ProviderCall): Promise<ChargeAnswer>;
  /** Reads a callback whose signature was good. It says which reference to ask about and nothing more. */
  readCallback(rawBody: Uint8Array): Result<Notice, UnreadableCallback>;
};

export type ProviderCall = { readonly signal: AbortSignal };

/** The provider names a currency as it likes; it is compared with ours, never converted. */
export type ProviderAmount = { readonly minorUnits: bigint; readonly currency: string };

export type Order = {
  readonly reference: string;
  readonly amount: ProviderAmount;
  readonly email: string;
  readonly returnUrl: string;
  /** Shown in the provider's dashboard, so that staff there find our payment. */
  readonly metadata: Readonly<Record<string, string>>;
};

export type OpenAnswer =
  | { readonly kind: "opened"; readonly reference: string; readonly redirectUrl: string }
  /** Our reference exists there already: an earlier request arrived although its answer did not. */
  | { readonly kind: "reference-taken" }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "unknown"; readonly reason: string };

export type ChargeOutcome = "succeeded" | "failed" | "reversed" | "open";
export type Charge = {
  readonly reference: string;
  readonly outcome: ChargeOutcome;
  readonly amount: ProviderAmount;
  /** The provider's words, for example why a card was declined; may be empty. */
  readonly words: string;
};

export type ChargeAnswer =
  | { readonly kind: "charge"; readonly charge: Charge }
  | { readonly kind: "reference-unknown" }
  | { readonly kind: "unknown"; readonly reason: string };

export type Notice = {
  readonly event: string;
  /** The provider's own id of the thing that the event is about; with `event` it tells a repeat from news. */
  readonly eventId: string;
  /** Our reference, when the event is about a payment of ours. */
  readonly reference: string | null;
  /** The event claims that the money is there. A claim only: the provider is asked. */
  readonly claimsSuccess: boolean;
  /** The event is about money that the provider takes back: a refund, or a customer's dispute at their bank. */
  readonly takesBack: boolean;
};

export type UnreadableCallback = { readonly kind: "not-json" | "not-an-event"; readonly words: string };

/** How a provider signs its callbacks. `isGenuine` sees the raw octets and runs before anything is parsed. */
export type CallbackScheme = {
  readonly provider: string;
  readonly signatureHeader: string;
  isGenuine(rawBody: Uint8Array, signature: string | undefined): boolean;
};
