import { type AuditEntry, record, withSecretsHidden } from "@beacom/audit-log";
import type { Tx } from "@beacom/postgres";

/** Writes what other services told of, in the transaction of their checkpoint. A secret among it is hidden: what happened must be known all the same. */
export const entriesIn =
  (tx: Tx) =>
  async (entries: readonly AuditEntry[]): Promise<void> => {
    for (const entry of entries) {
      const recorded = await record(tx, withSecretsHidden(entry));
      if (!recorded.ok) throw new Error(`an entry of ${entry.source} still holds a secret: ${recorded.error.path}`);
    }
  };
