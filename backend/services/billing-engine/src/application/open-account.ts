import type { Currency } from "@beacom/money";
import { ok } from "@beacom/result";
import type { Clock } from "@beacom/time";
import { changeAccount } from "#application/accounts";
import type { Streams } from "#application/streams";
import { decideOpenAccount } from "#domain/open-account";

export type OpenAccountUseCase = (customerId: string) => Promise<void>;

export const openAccountWith =
  ({ streams, clock, currency }: { streams: Streams; clock: Clock; currency: Currency }): OpenAccountUseCase =>
  async (customerId) => {
    // Opening is refused only as a repetition, and that is what was wanted.
    await changeAccount(streams, {
      customerId,
      key: `open:${customerId}`,
      decide: (account) => ok(decideOpenAccount(account, { customerId, currency, at: clock() })),
    });
  };
