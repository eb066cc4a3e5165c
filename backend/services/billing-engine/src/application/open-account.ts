import type { Currency } from "@beacom/money";
import { ok } from "@beacom/result";
import type { Clock } from "@beacom/time";
import type { Accounts } from "#application/accounts";
import { decideOpenAccount } from "#domain/open-account";

export type OpenAccountUseCase = (customerId: string) => Promise<void>;

export const openAccountWith =
  ({ accounts, clock, currency }: { accounts: Accounts; clock: Clock; currency: Currency }): OpenAccountUseCase =>
  async (customerId) => {
    // Opening is refused only as a repetition, and that is what was wanted.
    await accounts.change({
      customerId,
      key: `open:${customerId}`,
      decide: (account) => ok(decideOpenAccount(account, { customerId, currency, at: clock() })),
    });
  };
