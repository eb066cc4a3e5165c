import assert from "node:assert/strict";
import { readStoredPassword } from "@beacom/password-hash";
import { valueOf } from "@beacom/result";
import { afterAll, beforeAll, describe, test } from "vitest";
import { openSource, type Source } from "#open-source";
import { daloradiusTables, rowsOf } from "#testing/daloradius";
import {
  type Installation,
  mariadbAvailable,
  mariadbServer,
  postgresqlAvailable,
  postgresqlServer,
  type Server,
} from "#testing/installation";

const kinds = [
  ["PostgreSQL", postgresqlServer, postgresqlAvailable],
  ["MariaDB", mariadbServer, mariadbAvailable],
] as const;

const items = (table: string, name: string, rows: readonly (readonly [string, string, string, string])[]): string =>
  rows
    .map((row) => row.map((text) => `'${text.replaceAll("'", "''")}'`).join(", "))
    .map((values) => `insert into ${table} (${name}, attribute, op, value) values (${values});`)
    .join("\n");
const members = (rows: readonly (readonly [user: string, group: string, priority: number])[]): string =>
  rows
    .map(
      ([user, group, priority]) =>
        `insert into radusergroup (username, groupname, priority) values ('${user}', '${group}', ${priority});`,
    )
    .join("\n");

async function all<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const found: Value[] = [];
  for await (const value of values) found.push(value);
  return found;
}
const subscribersOf = async (source: Source) => (await all(source.subscribers())).flat();
const cleartext = (password: string) => valueOf(readStoredPassword("Cleartext-Password", password));

for (const [name, start, available] of kinds) {
  describe.skipIf(!available)(`FreeRADIUS' tables in ${name}`, () => {
    let server: Server;
    const installations: Installation[] = [];
    const install = async (sql = ""): Promise<Installation> => {
      const installation = await server.install();
      installations.push(installation);
      if (sql !== "") await installation.run(sql);
      return installation;
    };
    const opened = async (sql: string, pageRows = 500): Promise<Source> =>
      valueOf(await openSource((await install(sql)).url, { pageRows }));
    beforeAll(async () => {
      server = await start();
    });
    afterAll(async () => {
      for (const installation of installations) await installation.drop();
      await server?.stop();
    });

    test("a subscriber comes with everything that their rows say, each row once", async () => {
      const source = await opened(`
        ${items("radcheck", "username", [
          ["thandi", "Cleartext-Password", ":=", "umbrella"],
          ["thandi", "Simultaneous-Use", ":=", "2"],
          ["thandi", "Expiration", ":=", "13 Dec 2027 10:00:00"],
          ["thandi", "Calling-Station-Id", "==", "AA-BB-CC-DD-EE-FF"],
          ["thandi", "NAS-IP-Address", "==", "10.0.0.1"],
          ["thandi", "Max-Daily-Session", ":=", "3600"],
          ["thandi", "Login-Time", ":=", "Wk0800-1659"],
          ["thandi", "Huntgroup-Name", "==", "towers"],
        ])}
        ${items("radreply", "username", [
          ["thandi", "Framed-IP-Address", ":=", "100.64.0.9"],
          ["thandi", "Mikrotik-Rate-Limit", ":=", "2M/10M"],
          ["thandi", "Framed-Route", "+=", "10.1.0.0/24"],
          ["thandi", "No-Such-Attribute", ":=", "1"],
        ])}
        ${members([
          ["thandi", "second", 2],
          ["thandi", "first", 1],
        ])}`);
      assert.equal(source.kind, "freeradius");
      assert.deepEqual(source.counts, { subscribers: 1, groups: 2, nas: 0, plans: 0 });
      assert.deepEqual(await subscribersOf(source), [
        {
          username: "thandi",
          password: cleartext("umbrella"),
          disabled: false,
          simultaneousUse: 2,
          expiresAt: new Date("2027-12-13T08:00:00Z"),
          callingStationIds: ["AA-BB-CC-DD-EE-FF"],
          nasAddresses: ["10.0.0.1"],
          sessionLimits: [{ name: "Max-Daily-Session", seconds: 3_600, per: "day" }],
          loginTimes: [{ days: [1, 2, 3, 4, 5], fromMinute: 480, toMinute: 1_020 }],
          fixedIp: "100.64.0.9",
          rate: { upBitsPerSecond: 2_000_000, downBitsPerSecond: 10_000_000 },
          replies: [{ attribute: "Framed-Route", op: "+=", value: "10.1.0.0/24" }],
          groups: [
            { name: "first", priority: 1 },
            { name: "second", priority: 2 },
          ],
          notUnderstood: [
            {
              table: "radcheck",
              attribute: "Huntgroup-Name",
              op: "==",
              value: "towers",
              why: "Nothing here knows this attribute.",
            },
            {
              table: "radreply",
              attribute: "No-Such-Attribute",
              op: ":=",
              value: "1",
              why: "Nothing here knows this attribute.",
            },
          ],
        },
      ]);
      await source.close();
    });

    test("groups come with their service, whether they have rows, checks or members only", async () => {
      const source = await opened(`
        ${items("radgroupreply", "groupname", [
          ["gold", "Mikrotik-Rate-Limit", ":=", "10M/50M"],
          ["gold", "Framed-Pool", "=", "gold-pool"],
          ["gold", "Session-Timeout", "=", "86400"],
          ["gold", "Idle-Timeout", "=", "600"],
          ["gold", "Acct-Interim-Interval", "=", "300"],
          ["gold", "Mikrotik-Address-List", "=", "paid"],
          ["gold", "Fall-Through", "=", "Yes"],
        ])}
        ${items("radgroupcheck", "groupname", [
          ["gold", "Simultaneous-Use", ":=", "1"],
          ["blocked", "Auth-Type", ":=", "Reject"],
        ])}
        ${members([["thandi", "empty", 1]])}`);
      const none = {
        callingStationIds: [],
        nasAddresses: [],
        sessionLimits: [],
        replies: [],
        overrides: [],
        notUnderstood: [],
      };
      assert.deepEqual(await all(source.groups()), [
        {
          ...none,
          name: "gold",
          disabled: false,
          simultaneousUse: 1,
          rate: { upBitsPerSecond: 10_000_000, downBitsPerSecond: 50_000_000 },
          pool: "gold-pool",
          sessionTimeoutSeconds: 86_400,
          idleTimeoutSeconds: 600,
          interimSeconds: 300,
          addressList: "paid",
          fallThrough: true,
          overrides: ["Mikrotik-Rate-Limit"],
        },
        { ...none, name: "blocked", disabled: true, fallThrough: false },
        { ...none, name: "empty", disabled: false, fallThrough: false },
      ]);
      assert.equal(source.counts.groups, 3);
      await source.close();
    });

    test("routers come with their addresses; a host name is told to need one, and ports is no port", async () => {
      const source = await opened(`
        insert into nas (nasname, shortname, type, ports, secret, community, description) values
          ('10.0.0.1', 'tower-1', 'mikrotik', 3799, 's3cret', 'public', 'On the hill'),
          ('10.1.0.0/16', 'towers', 'other', null, 'another', null, null),
          ('tower.isp.example', '', 'other', 1812, 'third', null, null);`);
      const [one, network, host] = await all(source.nas());
      assert.deepEqual(one, {
        name: "tower-1",
        address: { kind: "address", address: "10.0.0.1" },
        type: "mikrotik",
        secret: "s3cret",
        snmpCommunity: "public",
        description: "On the hill",
        notUnderstood: [],
      });
      assert.deepEqual(network!.address, { kind: "network", address: "10.1.0.0", prefixLength: 16 });
      assert.equal(host!.name, "tower.isp.example");
      assert.deepEqual(host!.address, { kind: "host", hostName: "tower.isp.example" });
      assert.match(host!.notUnderstood[0]!.why, /host name/);
      await source.close();
    });

    test("whoever has no row in radcheck is read as well, and nobody twice", async () => {
      const source = await opened(
        `${items("radcheck", "username", [
          ["a", "Cleartext-Password", ":=", "1"],
          ["b", "Cleartext-Password", ":=", "2"],
          ["a", "Simultaneous-Use", ":=", "1"],
          ["c", "Cleartext-Password", ":=", "3"],
          ["a", "Max-All-Session", ":=", "60"],
        ])}
        ${members([
          ["mac-only", "g", 1],
          ["a", "g", 1],
          ["mac-only", "h", 2],
        ])}
        ${items("radreply", "username", [
          ["static", "Framed-IP-Address", "=", "10.0.0.7"],
          ["mac-only", "Class", "=", "x"],
          ["b", "Class", "=", "y"],
        ])}`,
        2,
      );
      const subscribers = await subscribersOf(source);
      assert.deepEqual(
        subscribers.map(({ username, groups }) => [username, ...groups.map(({ name }) => name)]),
        [["a", "g"], ["b"], ["c"], ["mac-only", "g", "h"], ["static"]],
      );
      assert.equal(subscribers[0]!.sessionLimits[0]?.seconds, 60);
      assert.equal(subscribers[3]!.replies[0]?.attribute, "Class");
      assert.equal(source.counts.subscribers, 5);
      await source.close();
    });

    test("a name is a value and never a piece of a statement", async () => {
      const hostile = ["x'; drop table radcheck; --", 'a"b', "back\\slash", "percent%_?", "emoji-🛰", "Zoë", "a b"];
      const source = await opened(
        items(
          "radcheck",
          "username",
          hostile.map((user) => [
            name === "MariaDB" ? user.replaceAll("\\", "\\\\") : user,
            "Cleartext-Password",
            ":=",
            "pw",
          ]),
        ),
        3,
      );
      const subscribers = await subscribersOf(source);
      assert.deepEqual(subscribers.map(({ username }) => username).sort(), hostile.toSorted());
      assert.ok(subscribers.every(({ password }) => password?.scheme === "cleartext"));
      await source.close();
    });

    test("a disabled subscriber is one whom a row or a group rejects", async () => {
      const source = await opened(`
        ${items("radcheck", "username", [
          ["on", "Cleartext-Password", ":=", "1"],
          ["off", "Auth-Type", ":=", "Reject"],
          ["off-by-group", "Cleartext-Password", ":=", "1"],
          ["never-reached", "Cleartext-Password", ":=", "1"],
          ["fallen-through", "Cleartext-Password", ":=", "1"],
          ["keeps-from-groups", "Cleartext-Password", ":=", "1"],
        ])}
        ${items("radreply", "username", [["keeps-from-groups", "Fall-Through", "=", "No"]])}
        ${items("radgroupcheck", "groupname", [["Disabled-Users", "Auth-Type", ":=", "Reject"]])}
        ${items("radgroupreply", "groupname", [["open", "Fall-Through", "=", "Yes"]])}
        ${members([
          ["on", "plan", 1],
          ["off-by-group", "plan", 0],
          ["off-by-group", "Disabled-Users", 0],
          ["never-reached", "plan", 0],
          ["never-reached", "Disabled-Users", 1],
          ["fallen-through", "open", 0],
          ["fallen-through", "Disabled-Users", 1],
          ["keeps-from-groups", "Disabled-Users", 0],
        ])}`);
      const disabled = (await subscribersOf(source)).filter(({ disabled }) => disabled);
      assert.deepEqual(disabled.map(({ username }) => username).sort(), ["fallen-through", "off", "off-by-group"]);
      await source.close();
    });

    test("daloRADIUS' people, plans and hotspots come along; cards and portal passwords stay behind", async () => {
      const source = await opened(`
        ${daloradiusTables}
        ${items("radcheck", "username", [
          ["thandi", "Cleartext-Password", ":=", "umbrella"],
          ["sipho", "Cleartext-Password", ":=", "x"],
        ])}
        ${rowsOf("userinfo", [
          {
            username: "thandi",
            firstname: "Thandi",
            lastname: "Mokoena",
            email: "thandi@example.org",
            mobilephone: "+27 82 555 0101",
            workphone: "+27 82 555 0101",
            address: "1 Long Street",
            city: "Cape Town",
            zip: "8001",
            notes: "CafÃ© owner",
            portalloginpassword: "portal-secret",
          },
        ])}
        ${rowsOf("userbillinfo", [
          {
            username: "thandi",
            planName: "Gold",
            hotspot_id: "1",
            email: "billing@example.org",
            country: "ZA",
            creditcardnumber: "4111111111111111",
          },
          { username: "sipho", planName: "", contactperson: "Sipho van der Merwe", phone: "0215550102" },
        ])}
        ${rowsOf("billing_plans", [
          {
            planName: "Gold",
            planType: "Prepaid",
            planCost: "299.00",
            planCurrency: "ZAR",
            planRecurring: "Yes",
            planRecurringPeriod: "Monthly",
            planBandwidthDown: "10",
            planActive: "yes",
          },
          { planName: "Old", planCost: "about 20", planCurrency: "Rand", planGroup: "old", planActive: "no" },
        ])}
        ${rowsOf("billing_plans_profiles", [
          { plan_name: "Gold", profile_name: "gold" },
          { plan_name: "Gold", profile_name: "night" },
        ])}
        ${rowsOf("hotspots", [{ name: "Waterfront", mac: "00-11" }])}`);
      assert.equal(source.kind, "daloradius");
      assert.ok(source.tables.includes("userinfo") && !source.tables.includes("batch_history"));
      const subscribers = await subscribersOf(source);
      assert.deepEqual(subscribers[0]!.person, {
        firstName: "Thandi",
        lastName: "Mokoena",
        email: "thandi@example.org",
        phones: ["+27 82 555 0101"],
        address: { street: "1 Long Street", city: "Cape Town", postalCode: "8001", country: "ZA" },
        notes: "Café owner",
      });
      assert.deepEqual([subscribers[0]!.plan, subscribers[0]!.hotspot], ["Gold", "Waterfront"]);
      assert.deepEqual(subscribers[1]!.person, {
        firstName: "Sipho",
        lastName: "van der Merwe",
        phones: ["0215550102"],
      });
      assert.ok(!/4111|portal-secret/.test(JSON.stringify(subscribers)));
      const plans = await all(source.plans());
      assert.deepEqual(
        { ...plans[0]!, notUnderstood: plans[0]!.notUnderstood.map(({ attribute }) => attribute) },
        {
          name: "Gold",
          active: true,
          type: "Prepaid",
          price: { minorUnits: 29_900n, currency: "ZAR" },
          recurringPeriod: "Monthly",
          groups: ["gold", "night"],
          notUnderstood: ["planBandwidthDown"],
        },
      );
      assert.deepEqual([plans[1]!.active, plans[1]!.groups, plans[1]!.price], [false, ["old"], undefined]);
      assert.match(plans[1]!.notUnderstood[0]!.why, /RAND/);
      assert.deepEqual(await all(source.hotspots()), ["Waterfront"]);
      await source.close();
    });

    test("a radusergroup without a primary key, as FreeRADIUS 2 had it, is read by its names", async () => {
      const source = await opened(
        `drop table radusergroup; create table radusergroup (username varchar(64), groupname varchar(64), priority integer);
        ${members(["e", "d", "c", "b", "a", "c"].map((user, i) => [user, `g${i}`, i]))}`,
        2,
      );
      const subscribers = await subscribersOf(source);
      assert.deepEqual(
        subscribers.map(({ username, groups }) => `${username} ${groups.length}`),
        ["a 1", "b 1", "c 2", "d 1", "e 1"],
      );
      assert.equal((await all(source.groups())).length, 6);
      await source.close();
    });

    test("case tells names apart in PostgreSQL and not in MariaDB, as it does for FreeRADIUS", async () => {
      const source = await opened(
        `
        ${items("radcheck", "username", [
          ["Thandi", "Cleartext-Password", ":=", "umbrella"],
          ["sipho", "Cleartext-Password", ":=", "x"],
        ])}
        ${items("radcheck", "username", [["thandi", "Simultaneous-Use", ":=", "1"]])}
        ${items("radreply", "username", [["THANDI", "Framed-IP-Address", "=", "10.0.0.9"]])}`,
        2,
      );
      const subscribers = await subscribersOf(source);
      const seen = subscribers.map(({ username, fixedIp, simultaneousUse }) => [username, simultaneousUse, fixedIp]);
      if (name === "MariaDB") {
        assert.equal(source.namesIgnoreCase, true);
        assert.deepEqual(seen, [
          ["Thandi", 1, "10.0.0.9"],
          ["sipho", undefined, undefined],
        ]);
      } else {
        assert.equal(source.namesIgnoreCase, false);
        assert.deepEqual(seen, [
          ["Thandi", undefined, undefined],
          ["sipho", undefined, undefined],
          ["thandi", 1, undefined],
          ["THANDI", undefined, "10.0.0.9"],
        ]);
      }
      assert.equal(source.counts.subscribers, subscribers.length);
      await source.close();
    });
  });
}
