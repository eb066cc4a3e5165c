import { connect } from "@beacom/postgres";
import type { Logger } from "@beacom/runtime";
import { accountHistoryIn } from "#adapters/books/account-history-stored";
import { booksIn } from "#adapters/books/books-postgres";
import { ledgerStatementsIn } from "#adapters/books/ledger-statement-postgres";
import { ledgerHistoryIn } from "#adapters/ledger-history-stored";
import { projectionsRebuildIn } from "#adapters/projections/rebuild";
import { snapshotsIn } from "#adapters/snapshots-stored";
import { explainAccountWith } from "#application/books/explain-account";
import { exportCsvWith } from "#application/books/export-csv";
import type { JournalRange } from "#application/books/journal";
import { trialBalanceWith } from "#application/books/trial-balance";
import { exportJournalWith } from "#application/export-journal";
import type { ProjectionsRebuild } from "#application/projections";
import { verifyLedgerWith } from "#application/verify-ledger";
import { openStore } from "#engine";

type Place = {
  readonly databaseUrl: string;
  readonly log: Logger;
  /** Whose days the exports are dated by. */
  readonly zone?: string;
};

/** The books of an installation, whether or not the service runs: everything that is asked of them beside it. */
export function openBooks({ databaseUrl, log, zone }: Place) {
  const zoned = zone === undefined ? {} : { zone };
  const sql = connect(databaseUrl, { max: 3, name: "billing-maintenance" });
  const store = openStore(sql, log);
  const history = ledgerHistoryIn(store);
  const projections = projectionsRebuildIn({ store, sql, url: databaseUrl });
  const trialBalance = trialBalanceWith({ books: booksIn(sql) });
  return {
    trialBalance,
    statement: ledgerStatementsIn(sql),
    explain: explainAccountWith({ history: accountHistoryIn(sql, store), trialBalance }),
    exportJournal: exportJournalWith({ history, ...zoned }),
    exportCsv: exportCsvWith({ history, ...zoned }),
    verify: verifyLedgerWith({ history, projections, snapshots: snapshotsIn(sql, store) }),
    rebuild: () => projections.rebuild(),
    /** How many events there are, to say how far one is. */
    async events(): Promise<bigint> {
      const [row] = await sql<{ count: bigint }[]>`select count(*)::bigint as count from events`;
      return row!.count;
    },
    async close(): Promise<void> {
      await store.close();
      await sql.end({ timeout: 5 });
    },
  };
}
export type OpenBooks = ReturnType<typeof openBooks>;

/** Rebuilds every projection from the events while the service runs, and says how many rows had to be put right. */
export async function rebuildProjections(place: Place): ReturnType<ProjectionsRebuild["rebuild"]> {
  const books = openBooks(place);
  try {
    return await books.rebuild();
  } finally {
    await books.close();
  }
}

/** The ledger as an hledger journal, piece by piece. */
export async function* exportJournal({ range, ...place }: Place & { readonly range?: JournalRange }) {
  const books = openBooks(place);
  try {
    yield* books.exportJournal(range);
  } finally {
    await books.close();
  }
}
