import type { EventStore } from "@beacom/event-store";
import type { OutboxMessage } from "@beacom/outbox";
import { type Result, refuse } from "@beacom/result";
import type { Logger } from "@beacom/runtime";
import { inTurn } from "#adapters/in-turn";
import { accountOf, storedAccount } from "#adapters/stored-account";
import { accountEvent, accountStream, storedAccountEvent } from "#adapters/stored-events";
import type { AccountChange, Accounts } from "#application/accounts";
import { type Account, accountAfter, trimmed } from "#domain/account";
import type { Decision } from "#domain/decision";

type Held = {
  readonly account: Account | undefined;
  readonly version: number;
  readonly snapshotVersion: number;
};

const snapshotAfterEvents = 100;

/**
 * Accounts as streams of the event store, with those used last kept in memory. What is kept may be behind, when another process
 * changed the account: then the append is refused (`version-moved`), the new events are read and the command is decided again.
 */
export function accountsIn(options: {
  store: EventStore;
  newsOf: (decision: Decision, traceparent: string | undefined) => OutboxMessage[];
  log: Logger;
  /** How many accounts are kept in memory. */
  keep: number;
}): Accounts & { close(): Promise<void> } {
  const { store, newsOf, log, keep } = options;
  const held = new Map<string, Held>();
  const waiting = inTurn();
  const snapshots = new Set<Promise<void>>();

  async function load(customerId: string): Promise<Held> {
    const known = held.get(customerId);
    if (known) return known;
    const snapshot = await store.readSnapshot(accountStream(customerId));
    const account = snapshot && accountOf(snapshot.state);
    const version = account ? snapshot.version : 0;
    return catchUp(customerId, { account, version, snapshotVersion: version });
  }

  async function catchUp(customerId: string, from: Held): Promise<Held> {
    const stored = await store.read(accountStream(customerId), from.version);
    if (stored.length === 0) return remember(customerId, from);
    const account = accountAfter(from.account, stored.map(accountEvent));
    const version = from.version + stored.length;
    return remember(customerId, { ...from, account: account && trimmed(account), version });
  }

  function remember(customerId: string, now: Held): Held {
    held.delete(customerId);
    held.set(customerId, now);
    if (held.size > keep) held.delete(held.keys().next().value!);
    return now;
  }

  async function run<R>(
    change: AccountChange<R>,
  ): Promise<Result<Decision, R | { readonly kind: "command-repeated" }>> {
    const { customerId } = change;
    const stream = accountStream(customerId);
    let now = await load(customerId);
    if (change.fresh) now = await catchUp(customerId, now);
    for (;;) {
      const decided = change.decide(now.account);
      if (!decided.ok) {
        // Before somebody is refused: is it still so?
        const fresh = await catchUp(customerId, now);
        if (fresh.version === now.version) return decided;
        now = fresh;
        continue;
      }
      const { events, account } = decided.value;
      if (events.length === 0) return decided;
      const appended = await store.append({
        commandKey: typeof change.key === "string" ? change.key : change.key(events),
        writes: [{ stream, expectedVersion: now.version, events: events.map(storedAccountEvent) }],
        outbox: newsOf(decided.value, change.traceparent),
      });
      if (appended.ok) {
        const version = now.version + events.length;
        keepSnapshot(customerId, remember(customerId, { ...now, account: trimmed(account), version }));
        return decided;
      }
      const fresh = await catchUp(customerId, now);
      if (appended.error.kind === "command-repeated" && fresh.version === now.version)
        return refuse({ kind: "command-repeated" });
      now = fresh;
    }
  }

  function keepSnapshot(customerId: string, now: Held): void {
    if (!now.account || now.version - now.snapshotVersion < snapshotAfterEvents) return;
    remember(customerId, { ...now, snapshotVersion: now.version });
    const saving = store
      .saveSnapshot({ stream: accountStream(customerId), version: now.version, state: storedAccount(now.account) })
      // Only a shortcut: the next one will do.
      .catch((error: unknown) => log.warn({ err: error, customerId }, "a snapshot was not saved"))
      .finally(() => snapshots.delete(saving));
    snapshots.add(saving);
  }

  return {
    change: (change) =>
      waiting(change.customerId, async () => {
        try {
          return await run(change);
        } catch (error) {
          // Whether the events were committed is not known: the next command reads what is there.
          held.delete(change.customerId);
          throw error;
        }
      }),
    async close() {
      await Promise.all(snapshots);
    },
  };
}
