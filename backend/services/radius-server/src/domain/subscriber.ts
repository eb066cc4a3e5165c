import type { ServiceState } from "#domain/service-state";

/** What the server must know to answer for a username. */
export type Subscriber = {
  readonly customerId: string;
  readonly username: string;
  readonly password: string;
  /** Absent until billing-engine has opened the account. */
  readonly service: ServiceState | undefined;
};
