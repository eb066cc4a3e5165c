import { connect } from "@beacom/postgres";
import type { Logger } from "@beacom/runtime";
import { ledgerHistoryIn } from "#adapters/ledger-history-stored";
import { projectionsRebuildIn } from "#adapters/projections/rebuild";
import { exportJournalWith } from "#application/export-journal";
import type { ProjectionsRebuild } from "#application/projections";
import { openStore } from "#engine";

type Place = { readonly databaseUrl: string; readonly log: Logger };

/** Rebuilds every projection from the events while the service runs, and says how many rows had to be put right. */
export async function rebuildProjections({ databaseUrl, log }: Place): ReturnType<ProjectionsRebuild["rebuild"]> {
  const sql = connect(databaseUrl, { max: 2, name: "billing-maintenance" });
  const store = openStore(sql, log);
  try {
    return await projectionsRebuildIn({ store, sql, url: databaseUrl }).rebuild();
  } finally {
    await store.close();
    await sql.end({ timeout: 5 });
  }
}

/** The ledger as an hledger journal, piece by piece. */
export async function* exportJournal({ databaseUrl, log }: Place): AsyncIterable<string> {
  const sql = connect(databaseUrl, { max: 2, name: "billing-maintenance" });
  const store = openStore(sql, log);
  try {
    yield* exportJournalWith({ history: ledgerHistoryIn(store) })();
  } finally {
    await store.close();
    await sql.end({ timeout: 5 });
  }
}
