import type { StoredEvent } from "@beacom/event-store";
import type { Tx } from "@beacom/postgres";
import { projectAccounts } from "#adapters/projections/accounts";
import { projectBundles } from "#adapters/projections/bundles";
import type { AccountFact } from "#adapters/projections/fact";
import { projectLedgerEntries } from "#adapters/projections/ledger-entries";
import { projectPlans } from "#adapters/projections/plans";
import { projectSessions } from "#adapters/projections/sessions";
import { projectStatement } from "#adapters/projections/statement";
import { accountEvent, catalogueEvent, catalogueStream, customerOf } from "#adapters/stored-events";
import type { CatalogueEvent } from "#domain/catalogue";

/** Every projection that a rebuild replaces, with its key. */
export const projectionKeys = {
  accounts: ["customer_id"],
  plans: ["plan_id", "version"],
  bundles: ["bundle_id"],
  ledger_entries: ["position", "line"],
  session_usage: ["customer_id", "session_id"],
  deductions: ["customer_id", "session_id", "bundle_id"],
  statement_rows: ["customer_id", "position"],
} as const;
export type ProjectionTable = keyof typeof projectionKeys;
export const projectionTables = Object.keys(projectionKeys) as ProjectionTable[];

/** Brings all projections up to these events, which follow directly after those projected before. */
export async function project(tx: Tx, stored: readonly StoredEvent[]): Promise<void> {
  const facts: AccountFact[] = [];
  const catalogue: CatalogueEvent[] = [];
  for (const event of stored) {
    const customerId = customerOf(event.stream);
    if (customerId !== undefined) facts.push({ customerId, position: event.position, event: accountEvent(event) });
    else if (event.stream === catalogueStream) catalogue.push(catalogueEvent(event));
  }
  const last = stored.at(-1);
  if (!last) return;
  // One connection works through them in this order, but need not wait for each answer before sending the next.
  await Promise.all([
    // First: the row's lock makes batches of several processes follow each other.
    tx`update projection_position set position = ${last.position}`,
    projectPlans(tx, catalogue),
    projectAccounts(tx, facts),
    projectBundles(tx, facts),
    projectSessions(tx, facts),
    projectLedgerEntries(tx, facts),
    projectStatement(tx, facts),
  ]);
}
