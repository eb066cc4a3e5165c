import { rm } from "node:fs/promises";
import { connect, type Sql } from "@beacom/postgres";
import type { BenchOptions } from "#bench";
import type { Databases } from "#ledger/database";
import type { Side } from "#ledger/side";
import { benchFolder } from "#radius/bench-folder";
import { subscribers, usernameOf } from "#radius/contender";
import { freeradiusConfig } from "#radius/freeradius-config";
import { installed, launchFreeradius, needFreeradius, prepareDatabase, workers } from "#radius/freeradius";
import { freeUdpPort } from "#radius/free-udp-port";
import type { Radload } from "#radius/radload";

const secret = "bench-secret-of-both-sides";
/** One a day, for a month. */
const sessionsOfEach = 30;
const octetsAllowed = 1_000_000_000_000n;

const counter = {
  checkName: "Max-Octets",
  replyName: "Octets-Left",
  query: "SELECT COALESCE(SUM(AcctInputOctets + AcctOutputOctets), 0) FROM radacct WHERE UserName = '%{User-Name}'",
};

/** What operators decide prepaid data with today: each login is held against the sum of what was accounted. */
export async function freeradiusCounter(
  { say, started }: Pick<BenchOptions, "say" | "started">,
  databases: Databases,
  radload: Radload,
): Promise<Side> {
  await needFreeradius(say);
  const folder = await benchFolder("counter");
  started.defer(() => rm(folder, { recursive: true, force: true }));
  const database = await databases.empty("counter");
  const sql = connect(database.url, { max: 1, name: "bench" });
  started.defer(() => sql.end({ timeout: 5 }));
  await prepareDatabase(sql);
  await fillAccounting(sql);
  const [authPort, acctPort] = [await freeUdpPort(), await freeUdpPort()];
  const { pid, version } = await launchFreeradius({
    started,
    folder,
    // From 3000 on they are the site's own, and are not sent.
    dictionary: "ATTRIBUTE Max-Octets 3000 integer64\nATTRIBUTE Octets-Left 3001 integer64\n",
    config: freeradiusConfig({
      folder,
      authPort,
      acctPort,
      secret,
      workers,
      counter,
      queries: `${installed}/queries.conf`,
      database: `host=127.0.0.1 port=${databases.port} dbname=${database.name} user=beacom password=${databases.password}`,
    }),
  });
  return {
    name: "FreeRADIUS sqlcounter, charging",
    settings: `FreeRADIUS ${version}, rlm_sql_postgresql and rlm_sqlcounter, ${workers} threads and connections: each Access-Request is held against the sum of the user's ${sessionsOfEach} sessions; its shipped schema with an index on the user name; it writes nothing`,
    async measure({ callers, seconds, warmupSeconds }) {
      const load = { port: authPort, secret, subscribers, seconds, warmupSeconds, outstanding: callers };
      const measured = await radload.put({ mode: "pap", ...load, processes: { server: pid } });
      if (measured.accepted !== measured.done) throw new Error(`FreeRADIUS refused: ${JSON.stringify(measured)}`);
      const [p50Ms, p99Ms] = [measured.p50_us / 1000, measured.p99_us / 1000];
      return { rate: measured.rate, p50Ms, p99Ms, answered: { done: measured.done, refused: measured.lost } };
    },
  };
}

/** In the order of time, as it would have grown: each user's sessions are spread over the table. */
async function fillAccounting(sql: Sql): Promise<void> {
  const names = Array.from({ length: subscribers }, (_, n) => usernameOf(n));
  await sql`
    insert into radacct (acctsessionid, acctuniqueid, username, nasipaddress, acctstarttime, acctupdatetime,
      acctstoptime, acctsessiontime, acctinputoctets, acctoutputoctets, framedipaddress)
    select day || '-' || n, md5(day || '-' || n), name, '127.0.0.1', at, at + interval '1 hour', at + interval '1 hour',
      3600, 100000000, 900000000, '10.0.0.1'
    from generate_series(1, ${sessionsOfEach}::integer) as day
    cross join unnest(${names}::text[]) with ordinality as subscriber (name, n)
    cross join lateral (select now() - (${sessionsOfEach} - day) * interval '1 day' as at)`;
  await sql`create index radacct_username on radacct (username)`;
  await sql`
    insert into radcheck (username, attribute, op, value)
    select name, ${counter.checkName}, ':=', ${String(octetsAllowed)} from unnest(${names}::text[]) as name`;
  await sql`vacuum analyze`;
}
