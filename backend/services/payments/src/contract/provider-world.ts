import type { CallbackScheme, PaymentProvider } from "@beacom/payments";

/** How a sandbox misbehaves; the words of the contract, which each provider's world translates for its sandbox. */
export type Misbehaviour = {
  duplicates?: number;
  /** Callbacks wait for so many, then the newest comes first. */
  reorder?: number;
  forged?: boolean;
  /** Old callbacks come again, octet for octet. */
  replayed?: boolean;
  wrongAmountCents?: number;
  wrongCurrency?: string;
  /** The wrong amount or currency is only in the callback. */
  onlyCallbackLies?: boolean;
  missingCallback?: boolean;
  /** So many calls answer 500. */
  failures?: number;
  /** So many openings take effect without an answer. */
  lostAnswers?: number;
  /** Answers take so long. */
  slowMs?: number;
};

/** An adapter together with a sandbox of its provider: what the contract suite needs to run for any provider. */
export type ProviderWorld = {
  readonly provider: PaymentProvider;
  readonly scheme: CallbackScheme;
  pay(reference: string): void;
  decline(reference: string): void;
  /** A well signed callback that claims a payment which nobody made. */
  claimPaid(reference: string): void;
  misbehave(how: Misbehaviour): void;
  /** Resolves when all callbacks were accepted. */
  callbacksArrived(): Promise<void>;
  close(): Promise<void>;
};
export type OpenProviderWorld = (webhookUrl: string) => Promise<ProviderWorld>;
