import type { Sql, Tx } from "@beacom/postgres";
import { consentsIn } from "#adapters/consents-postgres";
import { erasuresIn } from "#adapters/erasures-postgres";
import { exportsIn } from "#adapters/exports-postgres";
import { privacyCustomersIn } from "#adapters/privacy-customers-postgres";
import { publishPrivacyIn } from "#adapters/privacy-events-outbox";
import { ricaIn } from "#adapters/rica-postgres";
import type { Sealing } from "#adapters/sealing";

/** What is kept about customers' identities and rights, as one transaction sees it; each use case takes the part that it names. */
export type PrivacyRecords = ReturnType<typeof recordsOf>;

export function privacyRecordsIn(sql: Sql, sealing: Sealing) {
  // postgres.js wraps arrays that a transaction returns in its own way; the result is handed out beside it.
  return async <T>(work: (records: PrivacyRecords) => Promise<T>): Promise<T> => {
    let result: { value: T } | undefined;
    await sql.begin(async (tx) => {
      result = { value: await work(recordsOf(tx, sealing)) };
    });
    return result!.value;
  };
}

const recordsOf = (tx: Tx, sealing: Sealing) => ({
  customers: privacyCustomersIn(tx),
  consents: consentsIn(tx),
  erasures: erasuresIn(tx),
  exports: exportsIn(tx, sealing),
  rica: ricaIn(tx, sealing),
  publish: publishPrivacyIn(tx),
});
