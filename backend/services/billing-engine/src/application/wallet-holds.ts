import { ok, type Result, refuse } from "@beacom/result";
import type { Clock } from "@beacom/time";
import { accountOf, changeAccount } from "#application/accounts";
import type { Streams } from "#application/streams";
import { type Account, availableCents } from "#domain/account";
import type { Decision } from "#domain/decision";
import {
  type CommitRefusal,
  decideCommitHold,
  decideHoldFunds,
  decideReleaseHold,
  type HoldRefusal,
} from "#domain/hold-funds";

export type Wallet = { readonly availableCents: bigint; readonly heldCents: bigint; readonly currency: string };
type NoAccount = { readonly kind: "account-not-open-yet" };
type NoKey = { readonly kind: "idempotency-key-missing" };
export type WalletHolds = {
  hold(command: {
    readonly customerId: string;
    readonly holdId: string;
    readonly amountCents: bigint;
    readonly purpose: string;
    readonly seconds: number;
  }): Promise<Result<Wallet, HoldRefusal | NoAccount | NoKey | { readonly kind: "hold-over" }>>;
  commit(command: {
    readonly customerId: string;
    readonly holdId: string;
    readonly amountCents: bigint;
    readonly reference: string;
  }): Promise<Result<Wallet, CommitRefusal | NoAccount>>;
  release(command: { readonly customerId: string; readonly holdId: string }): Promise<Result<Wallet, NoAccount>>;
};

const longestHoldSeconds = 30 * 86_400;

/** Reserve, commit, release: each may be asked for again, and says how the wallet is then. */
export function walletHoldsWith({ streams, clock }: { streams: Streams; clock: Clock }): WalletHolds {
  const decided = <R>(account: Account | undefined, decide: (account: Account) => Result<Decision, R>) =>
    account ? decide(account) : refuse({ kind: "account-not-open-yet" as const });

  async function walletNow<R>(
    customerId: string,
    result: Result<Decision, R | { readonly kind: "command-repeated" }>,
  ): Promise<Result<Wallet, R | NoAccount>> {
    if (result.ok) return ok(walletOf(result.value.account));
    const { error } = result;
    if (!isRepeated(error)) return refuse(error as R);
    const account = await streams.state(accountOf(customerId));
    return account ? ok(walletOf(account)) : refuse({ kind: "account-not-open-yet" });
  }

  return {
    async hold({ customerId, holdId, amountCents, purpose, seconds }) {
      if (holdId === "") return refuse({ kind: "idempotency-key-missing" });
      const result = await changeAccount<HoldRefusal | NoAccount>(streams, {
        customerId,
        key: `hold:${customerId}:${holdId}`,
        decide(account) {
          const at = clock();
          const expiresAt = new Date(at.getTime() + Math.min(seconds, longestHoldSeconds) * 1000);
          return decided(account, (open) => decideHoldFunds(open, { holdId, amountCents, purpose, expiresAt, at }));
        },
      });
      // The same hold was made before and is over: it does not begin anew.
      if (!result.ok && result.error.kind === "command-repeated") return refuse({ kind: "hold-over" });
      return result.ok ? ok(walletOf(result.value.account)) : refuse(result.error as HoldRefusal | NoAccount);
    },
    async commit({ customerId, holdId, amountCents, reference }) {
      const result = await changeAccount<CommitRefusal | NoAccount>(streams, {
        customerId,
        key: `commit:${customerId}:${holdId}`,
        decide: (account) =>
          decided(account, (open) =>
            decideCommitHold(open, { holdId, amountCents, reference, against: "partner-payable", at: clock() }),
          ),
      });
      return walletNow(customerId, result);
    },
    async release({ customerId, holdId }) {
      const result = await changeAccount<NoAccount>(streams, {
        customerId,
        key: `release:${customerId}:${holdId}`,
        decide: (account) => decided(account, (open) => ok(decideReleaseHold(open, { holdId, at: clock() }))),
      });
      return walletNow(customerId, result);
    },
  };
}

const isRepeated = (error: unknown): boolean => (error as { kind?: string }).kind === "command-repeated";

const walletOf = (account: Account): Wallet => ({
  availableCents: availableCents(account),
  heldCents: account.heldCents,
  currency: account.currency,
});
