import type { StoredEvent } from "@beacom/event-store";
import type { Tx } from "@beacom/postgres";
import { kinds } from "#adapters/kinds";
import { projectLedgerEntries } from "#adapters/projections/ledger-entries";
import { type AnyStoredKind, type Fact, partsOfStream } from "#adapters/stored-kind";
import type { Happened } from "#application/streams";

/** Every projection that a rebuild replaces, with its key. */
export const projectionKeys: Readonly<Record<string, readonly string[]>> = {
  ...Object.assign({}, ...kinds.map(({ tables }) => tables)),
  ledger_entries: ["position", "line"],
};
export const projectionTables: readonly string[] = Object.keys(projectionKeys);

/**
 * Rises when a projection's statements change so that rows written before are wrong: they are rebuilt when the service starts. It is
 * written with the position (`projection_position`).
 */
export const projectionForm = 3;

const byName = new Map(kinds.map((kind) => [kind.kind.name, kind]));
export const kindOf = (stream: string): AnyStoredKind | undefined => byName.get(partsOfStream(stream).name);

/** Brings all projections up to these events, which follow directly after those projected before. */
export async function project(tx: Tx, stored: readonly StoredEvent[]): Promise<void> {
  const last = stored.at(-1);
  if (!last) return;
  const facts = new Map<AnyStoredKind, Fact<Happened>[]>();
  const all: Fact<Happened>[] = [];
  for (const event of stored) {
    const { name, id } = partsOfStream(event.stream);
    const kind = byName.get(name);
    if (!kind) continue;
    const fact = { id, position: event.position, event: kind.read(event) };
    all.push(fact);
    const theirs = facts.get(kind);
    if (theirs) theirs.push(fact);
    else facts.set(kind, [fact]);
  }
  // One connection works through them in this order, but need not wait for each answer before sending the next.
  await Promise.all([
    // First: the row's lock makes batches of several processes follow each other.
    tx`update projection_position set position = ${last.position}`,
    ...kinds.flatMap((kind) => {
      const theirs = facts.get(kind);
      return theirs ? [kind.project(tx, theirs)] : [];
    }),
    projectLedgerEntries(tx, all),
  ]);
}
