import type { Result } from "@beacom/result";
import type { Account } from "#domain/account";
import type { AccountEvent } from "#domain/account-event";
import type { Decision } from "#domain/decision";

export type AccountChange<Refusal> = {
  readonly customerId: string;
  /** What makes this command one command. It may depend on what was decided. */
  readonly key: string | ((events: readonly AccountEvent[]) => string);
  /** W3C traceparent of the event of another service that led to it; the request's own if there is none. */
  readonly traceparent?: string;
  /** Look first whether another process changed the account: for commands that must not find nothing to do on old knowledge. */
  readonly fresh?: true;
  /** May be asked again, if somebody else changed the account in the meantime. */
  readonly decide: (account: Account | undefined) => Result<Decision, Refusal>;
};

export type Accounts = {
  /**
   * Decides and makes it durable: the events, the projections and what other services are told are committed together. Commands of
   * one account wait for each other; accounts do not.
   */
  change<Refusal>(
    change: AccountChange<Refusal>,
  ): Promise<Result<Decision, Refusal | { readonly kind: "command-repeated" }>>;
};
