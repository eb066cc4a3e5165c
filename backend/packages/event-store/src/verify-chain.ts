import type { Sql, Tx } from "@beacom/postgres";
import { beginning, type ChainedEvent, hashOf, type Link } from "#chain";

export type ChainReport = {
  intact: boolean;
  events: bigint;
  /** The first position at which an event was altered, removed or inserted. */
  firstBroken?: bigint;
  /** Of the last event; written down elsewhere, it proves that the whole chain was not made anew. */
  hash: string;
};

const pageSize = 2_000;

type Row = ChainedEvent & { whole: boolean };

/** Computes every hash again, in one snapshot, so that events appended meanwhile do not matter. */
export function verifyChain(sql: Sql): Promise<ChainReport> {
  return sql.begin("isolation level repeatable read read only", async (tx): Promise<ChainReport> => {
    let last: Link = beginning;
    for (;;) {
      const page = await pageAfter(tx, last.position);
      for (const event of page) {
        const expected = last.position + 1n;
        // An event may not have a fraction of a millisecond, which the hash would not see.
        const sound = event.position === expected && event.whole && hashOf(last.hash, event) === event.hash;
        if (!sound) return { intact: false, events: last.position, firstBroken: expected, hash: last.hash };
        last = { position: event.position, hash: event.hash };
      }
      if (page.length < pageSize) break;
    }
    const [end] = await tx<Link[]>`select position, hash from event_chain`;
    if (end?.position === last.position && end.hash === last.hash) {
      return { intact: true, events: last.position, hash: last.hash };
    }
    const ended = end && end.position < last.position ? end.position : last.position;
    return { intact: false, events: last.position, firstBroken: ended + 1n, hash: last.hash };
  });
}

function pageAfter(tx: Tx, position: bigint): Promise<Row[]> {
  return tx<Row[]>`
    select position, stream, version, type, form, data, at, hash, at = date_trunc('milliseconds', at) as whole
    from events where position > ${position} order by position limit ${pageSize}`;
}
