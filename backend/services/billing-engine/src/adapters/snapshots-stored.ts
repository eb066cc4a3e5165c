import type { EventStore } from "@beacom/event-store";
import type { Sql } from "@beacom/postgres";
import { accountOf } from "#adapters/stored-account";
import { accountEvents } from "#adapters/stored-events";
import { partsOfStream } from "#adapters/stored-kind";
import type { Snapshots } from "#application/snapshots";
import { accountAfter } from "#domain/account-fold";
import { differencesFromHistory } from "#domain/remembered-account";

type Row = { readonly stream: string; readonly version: number; readonly state: string };

const pageSize = 100;

/** Decisions trust a snapshot, and no hash covers it: only folding its events again tells whether somebody changed it. */
export const snapshotsIn = (sql: Sql, store: EventStore): Snapshots => ({
  async compare(signal) {
    const problems: string[] = [];
    for (let after = ""; ; ) {
      const page = await sql<Row[]>`
        select stream, version, state from event_snapshots where stream > ${after} order by stream limit ${pageSize}`;
      for (const row of page) {
        signal?.throwIfAborted();
        const wrong = await wrongIn(store, row);
        if (wrong.length > 0)
          problems.push(`snapshot: ${row.stream} at version ${row.version} differs in ${wrong.join(", ")}: delete it`);
      }
      const last = page.at(-1);
      if (!last) return problems;
      after = last.stream;
    }
  },
});

async function wrongIn(store: EventStore, { stream, version, state }: Row): Promise<string[]> {
  if (partsOfStream(stream).name !== "account") return [];
  const remembered = readSnapshot(state);
  if (remembered === "unreadable") return ["everything: it cannot be read"];
  // One of another form is not used.
  if (!remembered) return [];
  const events = (await store.read(stream)).filter((event) => event.version <= version);
  if (events.length < version) return ["its version: there are fewer events"];
  const whole = accountAfter(undefined, events.map(accountEvents.read));
  return whole ? differencesFromHistory(remembered, whole) : ["everything"];
}

function readSnapshot(state: string) {
  try {
    return accountOf(JSON.parse(state));
  } catch {
    return "unreadable";
  }
}
