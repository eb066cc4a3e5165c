import type { Result } from "@beacom/result";
import type { StaffActed } from "#application/webhooks/staff-acted";
import type { AfterAttempt, Failing, Outcome } from "#domain/webhooks/after-attempt";
import type { Endpoint } from "#domain/webhooks/endpoint";

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

export type InTransaction<Records> = <T>(work: (records: Records) => Promise<T>) => Promise<T>;

export type Subscription = { endpointId: string; eventTypes: readonly string[]; enabled: boolean; createdAt: Date };
export type Message = { messageId: string; type: string; body: string };
export type DeliveryKey = { endpointId: string; messageId: string };

/** Messages on their way out, within the transaction that makes them true. */
export type Outgoing = {
  subscriptions(): Promise<Subscription[]>;
  /** Each message once, and each once for an endpoint, however often this is said. */
  keep(
    messages: readonly (Message & { for: readonly Pick<Subscription, "endpointId" | "enabled">[] })[],
    at: Date,
  ): Promise<void>;
};

/** Who is restricted now, so that an end is known from what never began. */
export type Restrictions = {
  /** False if this customer was restricted for this reason before. */
  begin(customerId: string, reason: string): Promise<boolean>;
  /** The reason that there was. */
  end(customerId: string): Promise<string | undefined>;
};

export type Endpoints = {
  /** Undefined if there is an endpoint of this key already. */
  add(endpoint: Endpoint, sealedSecret: Uint8Array, idempotencyKey: string): Promise<Endpoint | undefined>;
  byKey(idempotencyKey: string): Promise<Endpoint | undefined>;
  /** Nobody else changes it until the transaction ends. */
  hold(endpointId: string): Promise<Endpoint | undefined>;
  save(endpoint: Endpoint): Promise<void>;
  /** The secret that there was signs until `previousUntil`; null: no more. */
  saveSecret(endpointId: string, sealedSecret: Uint8Array, previousUntil: Date | null): Promise<void>;
  remove(endpointId: string): Promise<void>;
  /** What is pending for it is no longer. */
  miss(endpointId: string): Promise<void>;
};

/** What a transaction of staff's reads and writes. */
export type EndpointRecords = {
  endpoints: Endpoints;
  outgoing: Outgoing;
  replays: Replays;
  tell: (acted: StaffActed) => Promise<void>;
};

export type Replays = {
  /** False if there is no such delivery. */
  one(key: DeliveryKey, at: Date): Promise<boolean>;
  /** How many messages that were kept from `from` on and before `until` are sent (again). */
  range(range: {
    endpointId: string;
    eventTypes: readonly string[];
    from: Date;
    until: Date;
    alsoDelivered: boolean;
    at: Date;
  }): Promise<number>;
};

/** A delivery that this process, and no other, attempts until `claimedUntil`. */
export type Claimed = DeliveryKey & {
  url: string;
  body: string;
  /** None when they cannot be read with the keys of this process. */
  secrets: readonly string[];
  claimedUntil: Date;
};

export type Queue = {
  /** The most urgent ones that are due: no more than `most`, and of an endpoint no more than `mostOfOne` with those that are `busy`. */
  claim(wanted: {
    most: number;
    mostOfOne: number;
    busy: ReadonlyMap<string, number>;
    at: Date;
    until: Date;
  }): Promise<Claimed[]>;
  /** Somebody else may attempt it at once. */
  release(claimed: Claimed, at: Date): Promise<void>;
  /** How many are pending, due or not. */
  pending(): Promise<number>;
};

/** What the transaction after an attempt reads and writes. */
export type AttemptRecords = {
  /** How the delivery and its endpoint stand, both held; undefined if one of them is gone. */
  hold: (claimed: Claimed) => Promise<{ attempts: number; failing: Failing | null; enabled: boolean } | undefined>;
  /** Changes nothing of a delivery that is somebody else's by now, but keeps what came of this attempt. */
  save: (claimed: Claimed, attempt: Answer & { attempts: number; at: Date; after: AfterAttempt }) => Promise<void>;
  disable: (endpointId: string, reason: "gone" | "failing", at: Date) => Promise<void>;
  outgoing: Outgoing;
  tell: (acted: StaffActed) => Promise<void>;
};
