import { type FollowedEvent, read } from "@beacom/outbox";
import { CustomerVerifiedSchema } from "@beacom/proto/identity/v1/identity";
import type { OpenAccountUseCase } from "#application/open-account";
import { sideBySide } from "#transport/side-by-side";

/** A verified customer gets an account. */
export const customersVerified =
  ({ openAccount }: { openAccount: OpenAccountUseCase }) =>
  async (events: readonly FollowedEvent[]): Promise<void> => {
    const verified = events.flatMap((event) => read(CustomerVerifiedSchema, event) ?? []);
    await sideBySide(verified, ({ customerId }) => openAccount(customerId));
  };
