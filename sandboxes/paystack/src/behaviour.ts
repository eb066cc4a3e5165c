import { z } from "zod";

/** How the sandbox misbehaves, as providers and networks do. Everything is off by default; `POST /sandbox/behaviour` sets all of it at once. */
export const Behaviour = z.strictObject({
  /** Further copies of every callback. */
  duplicates: z.int().min(0).max(1_000).default(0),
  /** Wait before a callback is sent. */
  delayMs: z.int().min(0).max(3_600_000).default(0),
  /** Hold callbacks back until so many wait, then send the newest first. */
  reorder: z.int().min(0).max(1_000).default(0),
  /** Sign callbacks with a key that is not ours, as a forger would. */
  wrongSignature: z.boolean().default(false),
  /** Send an old callback again, octet for octet, before each new one. */
  stale: z.boolean().default(false),
  /** Charge another amount or currency than was asked for. */
  wrongAmountCents: z.int().min(0).optional(),
  wrongCurrency: z.string().length(3).optional(),
  /** Whether the wrong amount or currency is the truth there (also in verify), or only a lie of the callback. */
  wrongIn: z.enum(["everywhere", "callback"]).default("everywhere"),
  /** Send no callback at all. */
  missingCallback: z.boolean().default(false),
  /** The next so many API calls answer 500. */
  failures: z.int().min(0).default(0),
  /** The next so many `initialize` calls take effect, and then the connection drops without an answer. */
  dropInitialize: z.int().min(0).default(0),
  /** API calls answer only after so long. */
  answerDelayMs: z.int().min(0).max(600_000).default(0),
});
export type Behaviour = z.infer<typeof Behaviour>;
export type BehaviourInput = z.input<typeof Behaviour>;
