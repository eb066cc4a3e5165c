import { storyTeller } from "#application/books/account-story";
import { amountText, octetsText } from "#application/books/in-words";
import type { TrialBalance, TrialBalanceUseCase } from "#application/books/trial-balance";
import { bundleName } from "#application/views";
import { type Account, availableCents, octetsReserved } from "#domain/account";
import { type AccountEvent, entriesOf } from "#domain/account-event";
import { accountAfter } from "#domain/account-fold";
import { activeBundles, octetsRemaining } from "#domain/bundle";
import type { Entry } from "#domain/ledger";
import { isUncapped } from "#domain/plan";

export type AccountHistory = {
  /** Whose account it is: found by the id of a customer, an account, a bundle or a session. */
  customerOf(id: string): Promise<string | undefined>;
  events(customerId: string): Promise<readonly { readonly position: bigint; readonly event: AccountEvent }[]>;
};
export type StoryLine = {
  readonly position: bigint;
  readonly at: Date;
  readonly event: AccountEvent["type"];
  readonly text: string;
  /** What moved with it in the ledger. */
  readonly entries: readonly Entry[];
};
export type AccountStory = {
  readonly customerId: string;
  readonly accountId: string;
  readonly lines: readonly StoryLine[];
  /** Lines before the first one told. */
  readonly earlier: number;
  /** How it stands now, in words. */
  readonly now: readonly string[];
  /** Where every cent of this account is now. */
  readonly balances: TrialBalance;
};
export type ExplainAccountUseCase = (query: {
  readonly id: string;
  readonly since?: Date | undefined;
  /** The newest of them. */
  readonly limit?: number | undefined;
  readonly at: Date;
}) => Promise<AccountStory | undefined>;

/** The story of an account: what came in, what it bought, what was deducted from which bundle and why, and where every cent is now. */
export const explainAccountWith =
  ({ history, trialBalance }: { history: AccountHistory; trialBalance: TrialBalanceUseCase }): ExplainAccountUseCase =>
  async ({ id, since, limit, at }) => {
    const customerId = await history.customerOf(id);
    if (customerId === undefined) return undefined;
    const events = await history.events(customerId);
    const account = accountAfter(
      undefined,
      events.map(({ event }) => event),
    );
    if (!account) return undefined;
    const tell = storyTeller();
    const told = events.flatMap(({ position, event }): StoryLine[] => {
      const text = tell(event);
      return text === undefined ? [] : [{ position, at: event.at, event: event.type, text, entries: entriesOf(event) }];
    });
    const recent = since ? told.filter((line) => line.at >= since) : told;
    const lines = limit === undefined ? recent : recent.slice(Math.max(0, recent.length - limit));
    return {
      customerId,
      accountId: account.accountId,
      lines,
      earlier: told.length - lines.length,
      now: stateInWords(account, at),
      balances: await trialBalance({ before: endOfTime, basis: "recorded", party: customerId }),
    };
  };

const endOfTime = new Date("9999-12-31T00:00:00Z");

function stateInWords(account: Account, at: Date): string[] {
  const { currency, postedCents, heldCents, holds, outOfBundle, pool } = account;
  const money = (cents: bigint) => amountText(cents, currency);
  return [
    `The wallet has ${money(postedCents)}, of which ${money(heldCents)} is held and ${money(availableCents(account))} available.`,
    ...[...holds].map(
      ([holdId, hold]) =>
        `${money(hold.amountCents)} is held for ${hold.purpose} as ${holdId}, until ${hold.expiresAt.toISOString()}.`,
    ),
    ...activeBundles(account.bundles, at).map((bundle, index) => {
      const left = isUncapped(bundle.allowance) ? "uncapped" : `${octetsText(octetsRemaining(bundle))} left`;
      const reserved = octetsReserved(account, bundle.bundleId);
      const aside = reserved > 0n ? `, ${octetsText(reserved)} of it reserved` : "";
      return `${index + 1}. ${bundleName(bundle.plan, bundle.order)} (${bundle.bundleId}): ${left}${aside}, until ${bundle.expiresAt.toISOString()}.`;
    }),
    ...(outOfBundle
      ? [`Without a bundle: charged ${money(outOfBundle.chargedCents)} so far, by ${outOfBundle.payer}.`]
      : []),
    ...(pool ? [`${pool.ownerId} shares bundles with it.`] : []),
  ];
}
