import type { Finding, Observation } from "#domain/observe";
import type { Intent } from "#domain/intent";

/** Where intents are kept. Every change is decided under a lock and committed together with the events that tell of it. */
export type Intents = {
  /** Writes a new intent, or finds the one that the customer's key made before. */
  begin(intent: Intent, idempotencyKey: string): Promise<{ readonly intent: Intent; readonly fresh: boolean }>;
  find(paymentId: string): Promise<Intent | undefined>;
  /** The one that the provider was asked to open, or says was paid, under this reference. */
  ofReference(reference: string): Promise<Intent | undefined>;
  /** Newest first, older than `before`. */
  listOf(customerId: string, page: { before: string | undefined; limit: number }): Promise<readonly Intent[]>;
  /** Applies `decide` once, whoever else observes at the same time. */
  observe(paymentId: string, observation: Observation, now: Date): Promise<Observed>;
  addReference(paymentId: string, reference: string): Promise<void>;

  /** The turn to open this intent at the provider; undefined when somebody else has it or it is not to be opened any more. */
  takeOpeningTurn(paymentId: string, now: Date, until: Date): Promise<Intent | undefined>;
  endOpeningTurn(paymentId: string): Promise<void>;

  /** False when the provider was asked about this intent a moment ago. */
  mayAsk(paymentId: string, now: Date, notAfter: Date): Promise<boolean>;
  /** Takes up to `limit` intents that are to be asked about now, callbacks first; each comes back by itself at `until` should we crash. */
  takeDue(now: Date, until: Date, limit: number): Promise<readonly Due[]>;
  /** Does nothing when a callback came in since `due` was taken: its question is still to be asked. */
  askAgain(due: Due, at: Date | null): Promise<void>;
};

export type Due = { readonly paymentId: string; readonly hints: bigint };
export type Observed = { readonly intent: Intent; readonly changed: boolean; readonly finding: Finding | null };
