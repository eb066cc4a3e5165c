import assert from "node:assert/strict";
import { valueOf } from "@beacom/result";
import { afterAll, beforeAll, describe, test } from "vitest";
import { openSource } from "#open-source";
import { mariadbAvailable, mariadbServer, type Server } from "#testing/installation";

const name = "Zoë €uro";

describe.skipIf(!mariadbAvailable)("text of MariaDB", () => {
  let server: Server;
  beforeAll(async () => {
    server = await mariadbServer();
  });
  afterAll(() => server?.stop());

  const columns = (type: string) => `username ${type} not null, attribute varchar(64), op char(2), value ${type}`;
  test.for([
    ["latin1", "varchar(64) character set latin1"],
    ["utf8mb3", "varchar(64) character set utf8mb3"],
    ["utf8mb4", "varchar(64) character set utf8mb4"],
    ["utf16", "varchar(64) character set utf16"],
    ["octets that are UTF-8", "varbinary(64)"],
  ] as const)("comes out of a column of %s as it went in", async ([, type]) => {
    const installation = await server.install();
    await installation.run(`drop table radcheck; create table radcheck (id integer primary key auto_increment, ${columns(type)});
      insert into radcheck (username, attribute, op, value) values ('${name}', 'Cleartext-Password', ':=', '${name}')`);
    const source = valueOf(await openSource(installation.url));
    for await (const [subscriber] of source.subscribers()) {
      assert.equal(subscriber?.username, name);
      assert.deepEqual(subscriber.password, { scheme: "cleartext", password: name });
    }
    assert.equal(source.counts.subscribers, 1);
    await source.close();
    await installation.drop();
  });

  test("octets that are no UTF-8 are read as windows-1252", async () => {
    const installation = await server.install();
    await installation.run(`alter table nas modify description varbinary(200);
      insert into nas (nasname, secret, description) values ('10.0.0.1', 's', x'5a6feb2080')`);
    const source = valueOf(await openSource(installation.url));
    for await (const nas of source.nas()) assert.equal(nas.description, "Zoë €");
    await source.close();
    await installation.drop();
  });

  test("of tables in several character sets and collations comes together", async () => {
    const installation = await server.install();
    await installation.run(`alter table radcheck convert to character set latin1 collate latin1_general_ci;
      alter table radusergroup convert to character set utf8mb4 collate utf8mb4_unicode_ci;
      alter table radreply convert to character set utf8mb3 collate utf8mb3_bin;
      alter table radgroupreply convert to character set latin1;
      insert into radcheck (username, attribute, op, value) values ('Zoë', 'Cleartext-Password', ':=', 'x');
      insert into radusergroup (username, groupname) values ('Zoë', 'größe'), ('Юлия', 'größe');
      insert into radreply (username, attribute, op, value) values ('Zoë', 'Class', '=', 'a');
      insert into radgroupreply (groupname, attribute, op, value) values ('größe', 'Class', '=', 'b')`);
    const source = valueOf(await openSource(installation.url));
    const found: string[] = [];
    for await (const batch of source.subscribers()) {
      for (const { username, groups, replies } of batch) {
        found.push(`${username} ${groups.map(({ name }) => name).join()} ${replies.length}`);
      }
    }
    assert.deepEqual(found, ["Zoë größe 1", "Юлия größe 0"]);
    assert.deepEqual({ ...source.counts }, { subscribers: 2, groups: 1, nas: 0, plans: 0 });
    await source.close();
    await installation.drop();
  });
});
