import type { OpenBooks } from "@beacom/billing-engine";
import { openLog } from "@beacom/runtime";
import { operatorsZone } from "#commands/ledger/days";
import { Problem } from "#console/problem";
import { processTerminal, type Terminal } from "#console/terminal";
import { dataFolder } from "#installation/data-folder";
import { serviceDatabaseUrl } from "#installation/database";
import { withDatabase } from "#installation/with-database";

/** The books of the installation here, whether it runs or not, and where to say what they say. */
export type LedgerHere = { readonly books: OpenBooks; readonly terminal: Terminal; readonly now: () => Date };

export async function withBooks(data: string | undefined, work: (here: LedgerHere) => Promise<void>): Promise<void> {
  // Loaded here, so that no other command waits for a service that it does not use.
  const { openBooks } = await import("@beacom/billing-engine");
  await withDatabase(dataFolder(data), async ({ adminUrl, secrets }) => {
    const books = openBooks({
      databaseUrl: serviceDatabaseUrl(adminUrl, secrets, "billing"),
      log: openLog({ level: "silent" }),
      zone: operatorsZone(),
    });
    try {
      await work({ books, terminal: processTerminal(), now: () => new Date() });
    } catch (error) {
      if ((error as { code?: unknown }).code !== "42P01") throw error;
      throw new Problem("the books of this installation are of an earlier version", [
        "Bring the database up to date: ./beacom migrate",
      ]);
    } finally {
      await books.close();
    }
  });
}
