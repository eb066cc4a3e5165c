import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { valueOf } from "@beacom/result";
import { afterAll, beforeAll, describe, test } from "vitest";
import { openSource } from "#open-source";
import {
  type Installation,
  mariadbAvailable,
  mariadbServer,
  postgresqlAvailable,
  postgresqlServer,
  type Server,
} from "#testing/installation";

const users = 20_000;
const pageRows = 500;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;
const liveBytes = (): number => {
  collectGarbage();
  return process.memoryUsage().heapUsed;
};

/** Three rows a user, those of one far from each other; with a long text, so that all of them together would show. */
const rows = {
  PostgreSQL: `
    insert into radcheck (username, attribute, op, value)
      select 'user-' || n, a, ':=', v from generate_series(1, ${users}) n,
      (values (1, 'Cleartext-Password', repeat('x', 200)), (2, 'Simultaneous-Use', '1')) as item (i, a, v) order by i, md5(n::text);
    insert into radreply (username, attribute, op, value)
      select 'user-' || n, 'Reply-Message', '=', repeat('y', 200) from generate_series(1, ${users}) n order by md5(n::text);
    insert into radusergroup (username, groupname, priority) select 'user-' || n, 'group-' || n % 50, 1 from generate_series(1, ${users}) n;
    insert into radusergroup (username, groupname, priority) select 'group-only-' || n, 'group-0', 1 from generate_series(1, 1000) n;`,
  MariaDB: `
    insert into radcheck (username, attribute, op, value)
      select concat('user-', seq), 'Cleartext-Password', ':=', repeat('x', 200) from seq_1_to_${users} order by md5(seq);
    insert into radcheck (username, attribute, op, value)
      select concat('user-', seq), 'Simultaneous-Use', ':=', '1' from seq_1_to_${users} order by md5(seq + 1);
    insert into radreply (username, attribute, op, value)
      select concat('user-', seq), 'Reply-Message', '=', repeat('y', 200) from seq_1_to_${users} order by md5(seq);
    insert into radusergroup (username, groupname, priority) select concat('user-', seq), concat('group-', seq mod 50), 1 from seq_1_to_${users};
    insert into radusergroup (username, groupname, priority) select concat('group-only-', seq), 'group-0', 1 from seq_1_to_1000;`,
};

for (const [name, start, available] of [
  ["PostgreSQL", postgresqlServer, postgresqlAvailable],
  ["MariaDB", mariadbServer, mariadbAvailable],
] as const) {
  describe.skipIf(!available)(`twenty thousand subscribers in ${name}`, () => {
    let server: Server;
    let installation: Installation;
    beforeAll(async () => {
      server = await start();
      installation = await server.install();
      await installation.run(rows[name]);
    });
    afterAll(async () => {
      await installation?.drop();
      await server?.stop();
    });

    test("are read in batches, each once and whole, and are not in memory together", async () => {
      const source = valueOf(await openSource(installation.url, { pageRows }));
      const seen = new Set<string>();
      const live: number[] = [];
      for await (const batch of source.subscribers()) {
        assert.ok(batch.length <= pageRows, `${batch.length}`);
        for (const { username, password, simultaneousUse, replies, groups } of batch) {
          assert.ok(!seen.has(username), username);
          seen.add(username);
          assert.equal(groups.length, 1);
          if (username.startsWith("group-only")) continue;
          assert.ok(password?.scheme === "cleartext" && simultaneousUse === 1 && replies.length === 1, username);
        }
        if (live.length === 0 || seen.size % (10 * pageRows) < pageRows) live.push(liveBytes());
      }
      assert.equal(seen.size, users + 1_000);
      assert.equal(source.counts.subscribers, users + 1_000);
      // All of them would be some 20 MB.
      const grown = Math.max(...live) - live[0]!;
      assert.ok(grown < 6_000_000, `${grown} bytes more than after the first batch`);
      await source.close();
    });

    test("need not be read to the end", async () => {
      const source = valueOf(await openSource(installation.url, { pageRows }));
      for await (const batch of source.subscribers()) {
        assert.ok(batch.length > 0);
        break;
      }
      let groups = 0;
      for await (const _ of source.groups()) groups++;
      assert.equal(groups, 50);
      await source.close();
    });
  });
}
