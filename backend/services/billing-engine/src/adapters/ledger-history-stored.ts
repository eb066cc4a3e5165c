import type { EventStore } from "@beacom/event-store";
import { kindOf } from "#adapters/projections/project";
import { partsOfStream } from "#adapters/stored-kind";
import type { LedgerHistory } from "#application/ledger-history";

const pageSize = 1_000;

export const ledgerHistoryIn = (store: EventStore): LedgerHistory => ({
  async chain() {
    const { intact, firstBroken, hash } = await store.verifyChain();
    if (intact) return { intact, head: hash };
    const problem = `the chain of events is broken at position ${firstBroken}: it was altered after it was written`;
    return { intact, problem };
  },
  async *facts() {
    for (let after = 0n; ; ) {
      const page = await store.readAll({ after, limit: pageSize });
      for (const stored of page) {
        const kind = kindOf(stored.stream);
        if (kind) yield { ...partsOfStream(stored.stream), position: stored.position, event: kind.read(stored) };
      }
      const last = page.at(-1);
      if (!last) return;
      after = last.position;
    }
  },
});
