import { type Account, accountAfter } from "#domain/account";
import type { AccountEvent } from "#domain/account-event";
import { byEarliestExpiry, earnedCents, octetsRemaining } from "#domain/bundle";
import { recognitionEntries } from "#domain/ledger";
import { isSameService, serviceTerms } from "#domain/service-state";

/** What a command leads to: the events, none if it changes nothing, and the account after them. */
export type Decision = { readonly events: readonly AccountEvent[]; readonly account: Account };

export function decisionAfter(account: Account | undefined, events: readonly AccountEvent[]): Decision {
  const after = accountAfter(account, events);
  if (!after) throw new Error("a decision needs an account");
  return { events, account: after };
}

export function extended(decision: Decision, events: readonly AccountEvent[]): Decision {
  if (events.length === 0) return decision;
  return { events: [...decision.events, ...events], account: decisionAfter(decision.account, events).account };
}

/** Every command ends with what time and the change themselves bring about: bundles past their expiry, and a new service state. */
export function concluded(decision: Decision, at: Date): Decision {
  const expired = extended(decision, expiries(decision.account, at));
  return extended(expired, serviceChange(expired.account, at));
}

function expiries(account: Account, at: Date): AccountEvent[] {
  return account.bundles
    .filter((bundle) => bundle.state === "active" && bundle.expiresAt <= at)
    .sort(byEarliestExpiry)
    .map((bundle) => ({
      type: "BundleExpired",
      bundleId: bundle.bundleId,
      octetsExpired: octetsRemaining(bundle),
      entries: recognitionEntries(bundle.netCents - earnedCents(bundle, bundle.octetsUsed), account.currency),
      at,
    }));
}

function serviceChange({ service, bundles }: Account, at: Date): AccountEvent[] {
  const terms = serviceTerms(bundles, at);
  if (service.version > 0n && isSameService(service, terms)) return [];
  return [{ type: "ServiceStateChanged", service: { ...terms, since: at, version: service.version + 1n }, at }];
}
