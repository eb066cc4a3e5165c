import type { Tx } from "@beacom/postgres";
import type { StoredEvent } from "#event";

export const tallyTable = "create table tally (position bigint primary key, command_key text not null)";

/** A projection that remembers each event, and cannot bear some. */
export async function projectTally(tx: Tx, events: readonly StoredEvent[]): Promise<void> {
  const rows = events.map(({ position, data }) => ({
    position,
    ...(data as { commandKey: string; poisoned: boolean }),
  }));
  if (rows.some(({ poisoned }) => poisoned)) throw new Error("an event cannot be projected");
  await tx`
    insert into tally (position, command_key)
    select * from unnest(${rows.map(({ position }) => String(position))}::bigint[],
      ${rows.map(({ commandKey }) => commandKey)}::text[])`;
}
