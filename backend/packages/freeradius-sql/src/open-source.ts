import { setTimeout as sleep } from "node:timers/promises";
import { ok, type Result, refuse } from "@beacom/result";
import type { Database } from "#database/database";
import { mysqlDatabase } from "#database/mysql";
import { postgresqlDatabase } from "#database/postgresql";
import { refusedByDatabase, silent } from "#database/refused-by-database";
import type { SourceRefusal } from "#database/source-refusal";
import { readSourceUrl, type SourceAddress } from "#database/source-url";
import { findTables, type Tables } from "#database/tables";
import type { ImportedGroup, ImportedNas, ImportedPlan, ImportedSubscriber } from "#import/imported";
import { type Counts, countSource } from "#read/count";
import { readGroups } from "#read/read-groups";
import { readHotspots, readNas, readPlans } from "#read/read-listed";
import { readSubscribers } from "#read/read-subscribers";

/** An installation of FreeRADIUS, as its database shows it. Each list is read anew, in batches, whenever it is asked for. */
export type Source = {
  readonly kind: "freeradius" | "daloradius";
  /** Those of the tables that are read. */
  readonly tables: readonly string[];
  readonly counts: Counts;
  /** Two spellings that differ in case are one subscriber. */
  readonly namesIgnoreCase: boolean;
  nas(): AsyncIterable<ImportedNas>;
  groups(): AsyncIterable<ImportedGroup>;
  subscribers(): AsyncIterable<ImportedSubscriber[]>;
  plans(): AsyncIterable<ImportedPlan>;
  hotspots(): AsyncIterable<string>;
  close(): Promise<void>;
};

export type OpenOptions = {
  /** Of the FreeRADIUS server: Expiration is written in its local time. */
  readonly zone?: string;
  /** Rows of one page; a batch has at most as many subscribers. */
  readonly pageRows?: number;
  /** How long to wait for a first word. What listens there need not be a database. */
  readonly answerWithinMs?: number;
};

/**
 * Connects and looks what is there. Reading writes nothing. A connection that is lost later throws; what a person can
 * mend before that is a refusal with a remedy.
 */
export async function openSource(url: string, options: OpenOptions = {}): Promise<Result<Source, SourceRefusal>> {
  const { zone = "Africa/Johannesburg", pageRows = 500, answerWithinMs = 15_000 } = options;
  const address = readSourceUrl(url);
  if (!address.ok) return address;
  const database = databaseAt(address.value);
  let opened = false;
  try {
    if (!(await answers(database, answerWithinMs))) return refuse(silent(address.value));
    const tables = await findTables(database);
    if (!tables.ok) return tables;
    const counts = await countSource(database, tables.value);
    opened = true;
    return ok(sourceOf(database, tables.value, counts, { zone, pageRows }));
  } catch (error) {
    const refusal = refusedByDatabase(error, address.value);
    if (refusal !== undefined) return refuse(refusal);
    throw new Error(`cannot read the database at ${address.value.host}`, { cause: error });
  } finally {
    if (!opened) await database.close();
  }
}

/** Drivers try anew for as long as a connection is made and then lost. */
async function answers(database: Database, withinMs: number): Promise<boolean> {
  const answer = database.select("select 1 as n").then(() => true);
  const waited = new AbortController();
  const silence = sleep(withinMs, false, { signal: waited.signal });
  silence.catch(() => undefined);
  answer.catch(() => undefined);
  try {
    return await Promise.race([answer, silence]);
  } finally {
    waited.abort();
  }
}

function databaseAt(address: SourceAddress): Database {
  return address.dialect === "mysql" ? mysqlDatabase(address) : postgresqlDatabase(address);
}

function sourceOf(
  database: Database,
  tables: Tables,
  counts: Counts,
  options: { zone: string; pageRows: number },
): Source {
  const reading = { database, tables, ...options };
  return {
    kind: tables.kind,
    tables: [...tables.columns.keys()].sort(),
    counts,
    namesIgnoreCase: tables.namesIgnoreCase,
    nas: () => readNas(reading),
    groups: () => readGroups(reading),
    subscribers: () => readSubscribers(reading),
    plans: () => readPlans(reading),
    hotspots: () => readHotspots(reading),
    close: () => database.close(),
  };
}
