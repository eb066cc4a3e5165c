import type { Account } from "#domain/account";
import type { AccountEvent, AccountEventOf } from "#domain/account-event";
import { accountAfter } from "#domain/account-fold";
import { type Bundle, byEarliestExpiry, earnedCents, octetsRemaining } from "#domain/bundle";
import { recognitionEntries } from "#domain/ledger";
import { isUncapped } from "#domain/plan";
import { isSameService, serviceTerms, sharedTermsOf } from "#domain/service-state";
import { endOf } from "#domain/validity";

/** What a command leads to: the events, none if it changes nothing, and the account after them. */
export type Decision = { readonly events: readonly AccountEvent[]; readonly account: Account };

export function decisionAfter(account: Account | undefined, events: readonly AccountEvent[]): Decision {
  const after = accountAfter(account, events);
  if (!after) throw new Error("a decision needs an account");
  return { events, account: after };
}

export const unchanged = (account: Account): Decision => ({ events: [], account });

export function extended(decision: Decision, events: readonly AccountEvent[]): Decision {
  if (events.length === 0) return decision;
  return { events: [...decision.events, ...events], account: decisionAfter(decision.account, events).account };
}

/**
 * Every command ends with what time and the change themselves bring about: holds and reservations that were not used, bundles past their
 * expiry, and what the network should give now, to this person and to those whom bundles are shared with.
 */
export function concluded(decision: Decision, at: Date): Decision {
  const inTime = broughtUpTo(decision, at);
  const now = extended(inTime, serviceChange(inTime.account, at));
  return extended(now, sharedChange(now.account, at));
}

/**
 * What time alone has ended or carried over by then. A command begins with it where it asks what is available: a bundle that is carried
 * over pays from its expiry on, whether or not somebody has looked since.
 */
export function broughtUpTo(decision: Decision, at: Date): Decision {
  let now = extended(decision, lapsed(decision.account, at));
  // A bundle whose next validity is over too is carried over, and expires, one validity after the other.
  for (let ended = endings(now.account, at); ended.length > 0; ended = endings(now.account, at))
    now = extended(now, ended);
  return now;
}

function lapsed({ holds, reservations }: Account, at: Date): AccountEvent[] {
  const events: AccountEvent[] = [];
  for (const [holdId, { expiresAt, amountCents: heldCents }] of holds)
    if (expiresAt <= at) events.push({ type: "HoldReleased", holdId, heldCents, why: "expired", at });
  for (const [reservationId, { expiresAt }] of reservations)
    if (expiresAt <= at) events.push({ type: "DataReservationEnded", reservationId, why: "expired", at });
  return events;
}

function endings(account: Account, at: Date): AccountEvent[] {
  return account.bundles
    .filter((bundle) => bundle.state === "active" && bundle.expiresAt <= at)
    .sort(byEarliestExpiry)
    .map((bundle) => (rollsOver(bundle) ? rolledOver(bundle, at) : expired(bundle, at)));
}

/** ICASA's regulation 8A: what is left is carried over on the same terms. */
const rollsOver = (bundle: Bundle): boolean =>
  !isUncapped(bundle.allowance) && bundle.rolledOver < bundle.plan.rollovers && octetsRemaining(bundle) > 0n;

const rolledOver = (bundle: Bundle, at: Date): AccountEventOf<"BundleRolledOver"> => ({
  type: "BundleRolledOver",
  bundleId: bundle.bundleId,
  octetsCarried: octetsRemaining(bundle),
  expiresAt: endOf(bundle.expiresAt, bundle.plan.validity, bundle.plan.zone),
  at,
});

const expired = (bundle: Bundle, at: Date): AccountEventOf<"BundleExpired"> => ({
  type: "BundleExpired",
  bundleId: bundle.bundleId,
  octetsExpired: octetsRemaining(bundle),
  entries: recognitionEntries(bundle.netCents - earnedCents(bundle), bundle.currency),
  at,
});

function serviceChange(account: Account, at: Date): AccountEvent[] {
  const { service } = account;
  const terms = serviceTerms(account, at);
  if (service.version > 0n && isSameService(service, terms)) return [];
  return [{ type: "ServiceStateChanged", service: { ...terms, since: at, version: service.version + 1n }, at }];
}

function sharedChange(account: Account, at: Date): AccountEvent[] {
  const terms = sharedTermsOf(account, at);
  if (isSameService(account.sharedTerms, terms)) return [];
  return [{ type: "SharedTermsChanged", terms, version: account.sharedVersion + 1n, at }];
}
