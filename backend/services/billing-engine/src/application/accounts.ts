import type { Result } from "@beacom/result";
import type { StreamKind, StreamOf, Streams } from "#application/streams";
import type { Account } from "#domain/account";
import type { AccountEvent } from "#domain/account-event";
import { accountAfter } from "#domain/account-fold";
import type { Decision } from "#domain/decision";

export const accounts: StreamKind<Account, AccountEvent> = { name: "account", fold: accountAfter };
export const accountOf = (customerId: string): StreamOf<Account, AccountEvent> => ({ kind: accounts, id: customerId });

export type AccountChange<Refusal> = {
  readonly customerId: string;
  /** What makes this command one command. It may depend on what was decided. */
  readonly key: string | ((events: readonly AccountEvent[]) => string);
  readonly traceparent?: string;
  /** Look first whether another process changed the account: for commands that must not find nothing to do on old knowledge. */
  readonly fresh?: true;
  readonly decide: (account: Account | undefined) => Result<Decision, Refusal>;
};

export type AccountChanges = <Refusal>(
  change: AccountChange<Refusal>,
) => Promise<Result<Decision, Refusal | { readonly kind: "command-repeated" }>>;

/** Decides on one account alone. */
export async function changeAccount<Refusal>(
  streams: Streams,
  { customerId, key, decide, ...change }: AccountChange<Refusal>,
): Promise<Result<Decision, Refusal | { readonly kind: "command-repeated" }>> {
  const result = await streams.change({
    ...change,
    key: typeof key === "string" ? key : ({ account }) => key(account ?? []),
    read: { account: accountOf(customerId) },
    decide({
      account,
    }): Result<{ events: { account: readonly AccountEvent[] }; after: { account: Account } }, Refusal> {
      const decided = decide(account);
      if (!decided.ok) return decided;
      return {
        ok: true,
        value: { events: { account: decided.value.events }, after: { account: decided.value.account } },
      };
    },
  });
  if (!result.ok) return result;
  const { events, states } = result.value;
  return { ok: true, value: { events: events.account ?? [], account: states.account! } };
}
