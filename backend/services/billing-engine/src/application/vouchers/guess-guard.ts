import type { Result } from "@beacom/result";
import type { Guesser, GuessSubject } from "#domain/vouchers/guess-limits";

export type HeldBack = {
  readonly kind: "try-again-later";
  readonly retryAt: Date;
  /** Who is counted that had too many failures; for the operator's eyes. */
  readonly because: GuessSubject;
};

/** Counts what fails, for all processes and across restarts. */
export type GuessGuard = {
  /** A try counts as failed from here on, so that many at once are not all let through; unless the caller has to wait. */
  begin(guesser: Guesser, at: Date): Promise<Result<{ readonly tryId: string }, HeldBack>>;
  /** It was no guess after all. */
  succeeded(tryId: string): Promise<void>;
  /** Forgets what no limit looks back to any more. */
  forgetOld(at: Date): Promise<void>;
};

export type CodeRefusalReason =
  | "voucher-unknown"
  | "voucher-not-sold"
  | "voucher-void"
  | "voucher-expired"
  | "voucher-used"
  | "code-mistyped";

/** What fraud looks like from here. Hears of the reason that the caller is not told. */
export type FraudSignals = {
  codeRefused(signal: Guesser & { readonly reason: CodeRefusalReason }): void;
  callerHeldBack(signal: Guesser & { readonly because: GuessSubject; readonly retryAt: Date }): void;
};
