import { type FollowedEvent, read } from "@beacom/outbox";
import { CustomerVerifiedSchema } from "@beacom/proto/identity/v1/identity";
import type { OpenAccountUseCase } from "#application/open-account";

/** A verified customer gets an account. */
export const customersVerified =
  ({ openAccount }: { openAccount: OpenAccountUseCase }) =>
  async (events: readonly FollowedEvent[]): Promise<void> => {
    const verified = events.flatMap((event) => read(CustomerVerifiedSchema, event) ?? []);
    await Promise.all(verified.map(({ customerId }) => openAccount(customerId)));
  };
