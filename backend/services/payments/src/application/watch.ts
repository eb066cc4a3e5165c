import type { Intent } from "#domain/intent";
import type { Finding } from "#domain/observe";

/** Told of what happens, for logs and counters; nothing depends on it. */
export type Watch = {
  moved(intent: Intent): void;
  found(intent: Intent, finding: Finding): void;
  answered(operation: "open" | "charge", answer: string, reason: string, startedAt: Date): void;
  callback(result: string, count: number): void;
};
