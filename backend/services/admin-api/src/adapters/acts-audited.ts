import { record } from "@beacom/audit-log";
import type { Tx } from "@beacom/postgres";
import { currentTraceparent } from "@beacom/runtime";
import type { Tell } from "#application/act";

const source = "admin-api";

/** Writes what was done into the audit log, or lets the change fail with it: what cannot be told must not be done. */
export const actsIn =
  (tx: Tx): Tell =>
  async ({ act, entryId, ...told }) => {
    const traceId = currentTraceparent()?.split("-")[1] ?? "";
    const recorded = await record(tx, { ...told, ...act, source, sourcePosition: entryId, traceId });
    if (!recorded.ok) throw new Error(`${told.what} would put a secret into the audit log: ${recorded.error.path}`);
  };
