import type { Sql, Tx } from "@beacom/postgres";
import { beginning, type ChainedEvent, hashOf, type Link } from "#chain";

export type ChainReport = {
  intact: boolean;
  events: bigint;
  /**
   * The first position at which what is stored does not follow from what is before it. An event whose own hash was made anew with it is
   * found at the next one.
   */
  firstBroken?: bigint;
  /** Of the last event; written down elsewhere with its position, it proves later that the chain was not made anew. */
  hash: string;
};

const pageSize = 2_000;

export type StoredLink = ChainedEvent & {
  /** An event may not have a fraction of a millisecond, which the hash would not see. */
  whole: boolean;
};

/** Computes every hash again, in one snapshot, so that events appended meanwhile do not matter. */
export function verifyChain(sql: Sql, writtenDown?: Link): Promise<ChainReport> {
  return sql.begin("isolation level repeatable read read only", async (tx): Promise<ChainReport> => {
    let last: Link = beginning;
    for (;;) {
      const page = await pageAfter(tx, last.position);
      for (const event of page) {
        if (!follows(event, last)) return brokenAt(last.position + 1n, last);
        last = { position: event.position, hash: event.hash };
        if (last.position === writtenDown?.position && last.hash !== writtenDown.hash)
          return brokenAt(last.position, last);
      }
      if (page.length < pageSize) break;
    }
    const [end] = await tx<Link[]>`select position, hash from event_chain`;
    const broken = brokenEnd(last, end ?? beginning);
    if (broken !== undefined) return brokenAt(broken, last);
    if (writtenDown && writtenDown.position > last.position) return brokenAt(last.position + 1n, last);
    return { intact: true, events: last.position, hash: last.hash };
  });
}

/** The last link is kept apart from the events, so that it is seen when the last ones are missing, or others were added. */
function brokenEnd(last: Link, kept: Link): bigint | undefined {
  if (kept.position > last.position) return last.position + 1n;
  if (kept.position < last.position) return kept.position + 1n;
  return kept.hash === last.hash ? undefined : last.position;
}

/** Whether an event is the next one, and as it was when it was appended. */
export const follows = (event: StoredLink, last: Link): boolean =>
  event.position === last.position + 1n && event.whole && hashOf(last.hash, event) === event.hash;

const brokenAt = (firstBroken: bigint, last: Link): ChainReport => ({
  intact: false,
  events: last.position,
  firstBroken,
  hash: last.hash,
});

function pageAfter(tx: Tx, position: bigint): Promise<StoredLink[]> {
  return tx<StoredLink[]>`
    select position, stream, version, type, form, data, at, hash, at = date_trunc('milliseconds', at) as whole
    from events where position > ${position} order by position limit ${pageSize}`;
}
