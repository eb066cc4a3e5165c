import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { type Account, availableCents, octetsReserved } from "#domain/account";
import { auditOf } from "#domain/account-audit";
import { type AccountEvent, entriesOf } from "#domain/account-event";
import { after } from "#domain/account-examples";
import { accountAfter } from "#domain/account-fold";
import {
  type AccountStep,
  accountStep,
  type Customer,
  customers,
  decideStep,
  openedAccounts,
} from "#domain/account-histories";
import { earnedCents, octetsRemaining } from "#domain/bundle";
import { decideExpireBundles } from "#domain/expire-bundles";
import { type Entry, type LedgerAccount, reversed } from "#domain/ledger";
import { ledgerAudit } from "#domain/ledger-audit";
import { isSameService, serviceTerms } from "#domain/service-state";

const steps = fc.array(accountStep, { maxLength: 150, size: "max" });

test("whatever several customers do, also with each other, every rule holds after each step", () => {
  fc.assert(
    fc.property(steps, (all) => {
      const book = ledgerAudit();
      const audits = new Map(customers.map((id) => [id, auditOf(id)]));
      live(all, (id, events, account) => {
        for (const event of events) {
          assert.deepEqual([...audits.get(id)!.see(event), ...book.see({ name: "account", id, event })], []);
          for (const taken of takenOver(event)) assert.deepEqual(book.see({ name: "postpaid", id, event: taken }), []);
        }
        holdsFor(account);
      });
      assert.deepEqual(book.atTheEnd(), []);
    }),
    { numRuns: 200 },
  );
});

test("nothing is in flight between two customers once a step is done", () => {
  fc.assert(
    fc.property(steps, (all) => {
      const entries: Entry[] = [];
      live(
        all,
        (_, events) => entries.push(...[...events, ...events.flatMap(takenOver)].flatMap(entriesOf)),
        () => assert.equal(sumOf(entries, "transfer-clearing"), 0n),
      );
    }),
  );
});

test("what was accrued for use on account and is not billed is what is unbilled, after each step", () => {
  fc.assert(
    fc.property(steps, (all) => {
      const accrued = new Map(customers.map((id) => [id, 0n]));
      live(all, (id, events, { unbilled }) => {
        accrued.set(id, accrued.get(id)! + sumOf(events.flatMap(entriesOf), "accrued-revenue"));
        assert.equal(
          accrued.get(id),
          unbilled.reduce((sum, { netCents }) => sum + netCents, 0n),
        );
      });
    }),
  );
});

test("an account is the fold of its events, whatever they were", () => {
  fc.assert(
    fc.property(steps, (all) => {
      const { accounts, events } = live(all);
      for (const id of customers) assert.deepEqual(accountAfter(undefined, events.get(id)!), accounts.get(id));
    }),
  );
});

test("whatever is asked for again at once changes nothing more", () => {
  fc.assert(
    fc.property(steps, (all) => {
      const once = live(all);
      const twice = live(all.flatMap(twiceOver), undefined, undefined, 2);
      for (const id of customers) {
        const [a, b] = [once.accounts.get(id)!, twice.accounts.get(id)!];
        assert.equal(b.postedCents, a.postedCents);
        assert.deepEqual(b.movements, a.movements);
      }
    }),
  );
});

test("when everything has ended, all that was deferred is earned and nothing is held", () => {
  fc.assert(
    fc.property(steps, (all) => {
      const { accounts, events } = live(all);
      const entries = [...events.values()].flat().flatMap(entriesOf);
      for (const account of accounts.values()) {
        const ended = decideExpireBundles(account, after(10 ** 9));
        entries.push(...ended.events.flatMap(entriesOf));
        assert.equal(ended.account.heldCents, 0n);
        assert.equal(ended.account.reservations.size, 0);
      }
      assert.equal(sumOf(entries, "deferred-revenue"), 0n);
    }),
  );
});

/** What the customer's bill does in the commit in which the account hands over what was used on account. */
const takenOver = (event: AccountEvent) =>
  event.type === "UsageBilled"
    ? [
        {
          type: "UsageChargedInArrears",
          chargeId: event.chargeId,
          grossCents: event.cents,
          netCents: event.netCents,
          entries: reversed(event.entries),
        },
      ]
    : [];

const twiceOver = (next: AccountStep): AccountStep[] => (next.do === "wait" ? [next] : [next, next]);

type Seen = (id: Customer, events: readonly AccountEvent[], account: Account) => void;

/** Lives through the steps. `times`: how often each step is asked for; a repeated one has the name of the first. */
function live(all: readonly AccountStep[], seen?: Seen, afterStep?: () => void, times = 1) {
  const start = openedAccounts();
  const accounts = new Map(start.accounts);
  const events = new Map(customers.map((id, index) => [id, [...start.events[index]!]]));
  for (const id of customers) seen?.(id, events.get(id)!, accounts.get(id)!);
  let seconds = 0;
  let name = 0;
  let before: AccountStep | undefined;
  for (const next of all) {
    const isAgain = times > 1 && before === next;
    before = isAgain ? undefined : next;
    if (!isAgain) name += 1;
    if (next.do === "wait") seconds += next.seconds;
    for (const [id, decision] of decideStep(accounts, next, { name: `${name}`, at: after(seconds) })) {
      accounts.set(id, decision.account);
      events.get(id)!.push(...decision.events);
      seen?.(id, decision.events, decision.account);
    }
    afterStep?.();
  }
  return { accounts, events };
}

function holdsFor(account: Account): void {
  assert.ok(availableCents(account) >= 0n);
  const held = [...account.holds.values()].reduce((sum, { amountCents }) => sum + amountCents, 0n);
  assert.equal(account.heldCents, held);
  for (const bundle of account.bundles) {
    const left = octetsRemaining(bundle);
    assert.ok(left >= 0n);
    assert.equal(bundle.state === "active", left > 0n);
    assert.ok(bundle.rolledOver <= bundle.plan.rollovers);
    assert.ok(earnedCents(bundle) >= 0n && earnedCents(bundle) <= bundle.netCents);
    if (bundle.state === "active") assert.ok(octetsReserved(account, bundle.bundleId) <= left);
  }
  for (const { limitOctets, octetsUsed } of account.members.values())
    assert.ok(limitOctets === null || octetsUsed <= limitOctets || octetsUsed > 0n);
  const { chargedCents = 0n, earlierCents = 0n, limitCents } = account.outOfBundle ?? {};
  assert.ok(earlierCents + chargedCents <= (limitCents ?? 10n ** 18n));
  assert.ok(isSameService(account.service, serviceTerms(account, account.service.since)) || account.bundles.length > 0);
}

const sumOf = (entries: readonly Entry[], account: LedgerAccount): bigint =>
  entries.reduce((sum, entry) => (entry.account === account ? sum + entry.amountCents : sum), 0n);
