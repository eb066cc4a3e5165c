import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "@beacom/testing";
import { afterAll, beforeAll, describe, test } from "vitest";
import { radiusImport } from "#commands/radius/import";
import { radiusShadow } from "#commands/radius/shadow";
import { openRadiusStage, type RadiusStage } from "#commands/radius/testing/radius-stage";
import {
  type Freeradius,
  freeradiusAvailable,
  startFreeradius,
} from "../../../../packages/freeradius-sql/src/testing/freeradius.ts";
import { type Installation, postgresqlServer } from "../../../../packages/freeradius-sql/src/testing/installation.ts";

const tcpdump = ["/usr/bin/tcpdump", "/usr/sbin/tcpdump"].find((path) => existsSync(path));
const possible = freeradiusAvailable && tcpdump !== undefined && process.getuid?.() === 0;

/** The whole way from another server: it goes on answering, what it says is watched, and its subscribers come over. */
describe.skipIf(!possible)("a move from FreeRADIUS that tcpdump watches", () => {
  const folder = mkdtempSync(join(tmpdir(), "beacom-move-"));
  const capture = join(folder, "radius.pcap");
  let stage: RadiusStage;
  let database: Installation;
  let freeradius: Freeradius;
  let watching: ChildProcess;

  beforeAll(async () => {
    stage = await openRadiusStage();
    database = await (await postgresqlServer()).install();
    await database.run(`
      insert into nas (nasname, shortname, type, secret) values ('127.0.0.1', 'tower-1', 'mikrotik', 'of-both-programs');
      insert into radgroupreply (groupname, attribute, op, value) values
        ('gold', 'Mikrotik-Rate-Limit', '=', '5M/20M'), ('gold', 'Acct-Interim-Interval', '=', '300'),
        ('gold', 'Session-Timeout', '=', '3600'), ('gold', 'Framed-Pool', '=', 'homes');
      insert into radcheck (username, attribute, op, value) values
        ('thandi', 'Cleartext-Password', ':=', 'umbrella'), ('sipho', 'NT-Password', ':=', '8846f7eaee8fb117ad06bdd830b7586c'),
        ('closed', 'Cleartext-Password', ':=', 'x'), ('closed', 'Auth-Type', ':=', 'Reject');
      insert into radreply (username, attribute, op, value) values ('sipho', 'Session-Timeout', ':=', '60'),
        ('sipho', 'Framed-IP-Address', '=', '100.64.0.7');
      insert into radusergroup (username, groupname, priority) values ('thandi', 'gold', 1), ('sipho', 'gold', 1), ('closed', 'gold', 1);`);
    freeradius = await startFreeradius(database.url, "UTC");
    watching = spawn(tcpdump!, ["-i", "lo", "-U", "-w", capture, `udp port ${freeradius.port}`], { stdio: "ignore" });
    // Its header is written when it listens.
    await eventually(() => assert.ok(statSync(capture).size > 0));
  });
  afterAll(async () => {
    watching?.kill("SIGTERM");
    await freeradius?.stop();
    await database?.drop();
    await stage?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("finds that both answer the same, until somebody is changed there", async () => {
    const logIn = async (): Promise<void> => {
      assert.equal((await freeradius.login("thandi", "umbrella")).accepted, true);
      assert.equal((await freeradius.login("thandi", "rain")).accepted, false);
      assert.equal((await freeradius.login("sipho", "password")).accepted, true);
      assert.equal((await freeradius.login("closed", "x")).accepted, false);
      assert.equal((await freeradius.login("nobody", "x")).accepted, false);
    };
    await logIn();
    await stage.run(radiusImport, { from: database.url, zone: "UTC" });
    // Whoever has a fixed address is told no pool here; FreeRADIUS says both.
    const ignore = ["Framed-Pool"];
    await eventually(async () => {
      const { output, failed } = await stage.run(radiusShadow, { capture, ignore });
      assert.match(output, /^ +5 {2}answered the same\n +0 {2}answered otherwise\n +0 {2}cannot be told\n/);
      assert.equal(failed, false);
    });
    await database.run("update radcheck set value = 'sunshine' where username = 'thandi'");
    assert.equal((await freeradius.login("thandi", "sunshine")).accepted, true);
    await eventually(async () => {
      const { output, failed } = await stage.run(radiusShadow, { capture, ignore });
      assert.match(output, /decision: Access-Accept there, Access-Reject here \(wrong-password\)\n +thandi at tower-1/);
      assert.equal(failed, true);
    });
  });
});
