import type { Result } from "@beacom/result";
import type { Outcome } from "#domain/webhooks/after-attempt";

/** What is sent: `body` octet for octet. */
export type WebhookRequest = { url: string; headers: Readonly<Record<string, string>>; body: string };

export type Answer = {
  outcome: Outcome;
  durationMs: number;
  /** The beginning of what the receiver wrote, or why there is no answer; for people to read. */
  text: string;
};

/** Sends one request, once. Never throws for what the receiver or the network does. */
export type SendWebhook = (request: WebhookRequest, signal: AbortSignal) => Promise<Answer>;

/** All addresses of a host's name, or of the URL's address itself, if a webhook may be sent to every one of them. */
export type FindAddresses = (
  url: URL,
) => Promise<Result<readonly { address: string; family: 4 | 6 }[], { kind: "name-unknown" | "address-not-allowed" }>>;
