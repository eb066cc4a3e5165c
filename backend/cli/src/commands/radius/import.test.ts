import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "@beacom/testing";
import { afterAll, beforeAll, describe, test } from "vitest";
import { showAccess } from "#commands/radius/access";
import { type ImportOptions, radiusImport } from "#commands/radius/import";
import { showDocument } from "#commands/radius/policy";
import { radiusTest } from "#commands/radius/test";
import { type FreeradiusDatabase, freeradiusDatabase } from "#commands/radius/testing/freeradius-database";
import { openRadiusStage, type RadiusStage } from "#commands/radius/testing/radius-stage";

let stage: RadiusStage;
let database: FreeradiusDatabase;
const folder = mkdtempSync(join(tmpdir(), "beacom-import-"));

beforeAll(async () => {
  stage = await openRadiusStage();
  database = await freeradiusDatabase();
  await database.run(`
    insert into nas (nasname, shortname, type, secret) values
      ('10.0.0.1', 'tower-1', 'mikrotik', 'first-secret-of-all'),
      ('10.0.1.0/24', 'hotspots', 'other', 'second-secret-of-all'),
      ('tower.isp.example', 'tower-2', 'other', 'third-secret-of-all');
    insert into radgroupreply (groupname, attribute, op, value) values
      ('Gold 20M', 'Mikrotik-Rate-Limit', '=', '5M/20M'),
      ('Gold 20M', 'Session-Timeout', ':=', '86400'),
      ('Gold 20M', 'Framed-Pool', '=', 'homes'),
      ('Gold 20M', 'Framed-MTU', '=', '1492'),
      ('Gold 20M', 'Tunnel-Private-Group-Id:1', '=', '42'),
      ('Gold 20M', 'Class', '=', 'gold');
    insert into radgroupcheck (groupname, attribute, op, value) values ('Gold 20M', 'Simultaneous-Use', ':=', '2');
    insert into radcheck (username, attribute, op, value) values
      ('thandi', 'Cleartext-Password', ':=', 'umbrella'),
      ('lerato', 'Crypt-Password', ':=', '$1$ab$5yZ8FKHnqfsjpL7HKzWwJ/'),
      ('closed', 'Cleartext-Password', ':=', 'x'), ('closed', 'Auth-Type', ':=', 'Reject'),
      ('limited', 'Cleartext-Password', ':=', 'x'), ('limited', 'Max-Daily-Session', ':=', '3600');
    insert into radreply (username, attribute, op, value) values
      ('thandi', 'Framed-IP-Address', '=', '100.64.0.7'), ('limited', 'Mikrotik-Rate-Limit', '=', '1M/2M');
    insert into radusergroup (username, groupname, priority) values
      ('thandi', 'Gold 20M', 1), ('limited', 'Gold 20M', 1), ('lerato', 'Gold 20M', 1);`);
  // Enough of them for several batches.
  await database.run(`
    insert into radcheck (username, attribute, op, value)
      select 'many' || n, 'Cleartext-Password', ':=', 'pass' || n from generate_series(1, 1200) n;
    insert into radusergroup (username, groupname, priority) select 'many' || n, 'Gold 20M', 1 from generate_series(1, 1200) n;`);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database?.drop();
  await stage?.close();
});

const imported = (more: Partial<ImportOptions> = {}) =>
  stage.run(radiusImport, { from: database.url, zone: "UTC", ...more });
const profile = async (name: string): Promise<unknown> =>
  JSON.parse((await stage.run(showDocument, "profile", name)).output);

describe("from a database of FreeRADIUS", () => {
  test("a dry run says what would be, and writes nothing", async () => {
    const { output, aside } = await imported({ dryRun: true });
    assert.match(aside, /^FreeRADIUS: 1,204 subscribers, 1 group, 3 routers\. Nothing is written$/);
    assert.match(output, /routers +2 +0 +0 +1\nprofiles +2 +0 +0 +0\nsubscribers +1,204 +0 +0 +0\n/);
    assert.deepEqual((await stage.radius.listNas({})).nas, []);
    assert.equal((await stage.sql`select 1 from credentials`).length, 0);
  });

  test("everything comes over, and what does not is told with why and who", async () => {
    const report = join(folder, "report.jsonl");
    const { output, failed } = await imported({ report });
    assert.match(output, /routers +2 +0 +0 +1\nprofiles +2 +0 +0 +0\nsubscribers +1,204 +0 +0 +0\n/);
    assert.match(output, /Refused\n +1 {2}it is known by a host name; .*\n +tower-2\n/);
    assert.match(output, /1 {2}Online time is not counted here; .*\n +limited: Max-Daily-Session 3600 s a day\n/);
    assert.match(output, /1 {2}The server says this itself; .*\n +group Gold 20M: Class = gold\n/);
    assert.equal(failed, true);
    for (const secret of ["umbrella", "secret-of-all", "$1$ab$"]) {
      assert.ok(!output.includes(secret));
      assert.ok(!readFileSync(report, "utf8").includes(secret));
    }
    const lines = readFileSync(report, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(lines[0], { kind: "refused", part: "routers", name: "tower-2", why: lines[0]!["why"] });
    assert.equal(statSync(report).mode & 0o777, 0o600);
    assert.match(await stage.problem(radiusImport, { from: database.url, zone: "UTC", report }), /is there already/);
  });

  test("a group is a profile, and another one for whoever has a rate of their own", async () => {
    const gold = {
      title: "FreeRADIUS group Gold 20M",
      rate: { down: "20000000", up: "5000000" },
      address: { nasPool: "homes" },
      sessionSeconds: 86_400,
      simultaneousUse: { most: 2, whenReached: "refuse" },
      attributes: [
        { attribute: "Framed-MTU", value: "1492" },
        { attribute: "Tunnel-Private-Group-Id:1", value: "42" },
      ],
    };
    assert.deepEqual(await profile("gold-20m"), gold);
    const { output } = await stage.run(showAccess, "limited", {});
    const own = /profile +(gold-20m-[0-9a-f]{6})/.exec(output)?.[1];
    const { rate: _, title: __, ...rest } = gold;
    const { title: ___, ...ofTheirOwn } = (await profile(own!)) as Record<string, unknown>;
    assert.deepEqual(ofTheirOwn, rest);
    assert.match((await stage.run(showAccess, "thandi", {})).output, /profile +gold-20m\n[^]*address +100\.64\.0\.7/);
  });

  test("whoever came over logs in with the password from there, and gets what was given there", async () => {
    await eventually(async () => {
      const thandi = await stage.run(radiusTest, "thandi", { method: "ms-chap-v2", nas: "tower-1" });
      assert.match(thandi.output, /^Access-Accept[^]*Framed-IP-Address +100\.64\.0\.7\n/);
      assert.match(thandi.output, /Mikrotik-Rate-Limit +5M\/20M\n/);
    });
    const limited = await stage.run(radiusTest, "limited", { method: "pap", nas: "tower-1" });
    assert.match(limited.output, /Session-Timeout +86400$/m);
    assert.match(limited.output, /Mikrotik-Rate-Limit +1M\/2M\n/);
    assert.match((await stage.run(radiusTest, "closed", { method: "pap" })).output, /Access-Reject[^]*disabled/);
    assert.match(await stage.problem(radiusTest, "lerato", { method: "pap" }), /only a hash is known/);
  });

  test("again, nothing changes; and then only what has changed there", async () => {
    const again = await imported();
    assert.match(again.output, /routers +0 +0 +2 +1\nprofiles +0 +0 +2 +0\nsubscribers +0 +0 +1,204 +0\n/);
    await database.run(`update radreply set value = '100.64.0.8' where username = 'thandi';
      update radgroupreply set value = '43200' where attribute = 'Session-Timeout';
      update nas set nasname = '10.0.0.2' where shortname = 'tower-1'`);
    const dry = await imported({ dryRun: true });
    const changed = await imported();
    // The members with a rate of their own have another profile now.
    for (const { output } of [dry, changed])
      assert.match(output, /routers +0 +1 +1 +1\nprofiles +1 +1 +0 +0\nsubscribers +0 +2 +1,202 +0\n/);
    assert.match((await stage.run(showAccess, "thandi", {})).output, /100\.64\.0\.8/);
  });

  test("one part of it alone", async () => {
    assert.doesNotMatch((await imported({ only: "nas" })).output, /^subscribers/m);
    assert.doesNotMatch((await imported({ only: "groups" })).output, /^(routers|subscribers)/m);
    assert.match((await imported({ only: "subscribers" })).output, /^subscribers +0 +0 +1,204/m);
  });

  test("a profile that an operator wrote is not written over, and its members wait", async () => {
    await database.run(`insert into radgroupreply (groupname, attribute, op, value) values ('silver', 'Idle-Timeout', '=', '60');
      insert into radcheck (username, attribute, op, value) values ('sipho', 'Cleartext-Password', ':=', 'x');
      insert into radusergroup (username, groupname) values ('sipho', 'silver')`);
    const definition = { title: "Our own silver", idleSeconds: 5 };
    await stage.admin.putPolicy({ kind: "profile", name: "silver", definition });
    const { output } = await imported();
    assert.match(output, /1 {2}a profile of this name is there already, and did not come from an import\n +silver\n/);
    assert.match(output, /1 {2}its profile could not be made: .*\n +sipho\n/);
    assert.deepEqual(await profile("silver"), definition);
  });
});

test("a database that cannot be read is told with a remedy, without the password", async () => {
  const url = new URL(database.url);
  url.password = "of-somebody-else";
  const problem = await stage.problem(radiusImport, { from: url.href, zone: "UTC" });
  assert.match(problem, /sql\.conf/);
  assert.ok(!problem.includes("of-somebody-else"));
  assert.match(await stage.problem(radiusImport, { from: "radius", zone: "UTC" }), /postgres:\/\/USER/);
});
