import assert from "node:assert/strict";
import { hash, pbkdf2Sync } from "node:crypto";
import { checkStoredPassword } from "@beacom/password-hash";
import { attributesOf, ntPasswordHash, readNamed } from "@beacom/radius";
import { valueOf } from "@beacom/result";
import fc from "fast-check";
import { afterAll, beforeAll, describe, test } from "vitest";
import type { ImportedSubscriber } from "#import/imported";
import { openSource } from "#open-source";
import { type Freeradius, freeradiusAvailable, startFreeradius } from "#testing/freeradius";
import { type Installation, postgresqlAvailable, postgresqlServer } from "#testing/installation";
import { withinLoginTime } from "#values/login-time";

const zone = "Africa/Johannesburg";
type Row = readonly [attribute: string, op: string, value: string];
type User = { readonly checks: readonly Row[]; readonly replies?: readonly Row[] };

const right = "umbrella";
const digest = (algorithm: string) => hash(algorithm, right, "buffer");
const salt = Buffer.from("salt");
const salted = (algorithm: string) =>
  Buffer.concat([hash(algorithm, Buffer.concat([Buffer.from(right), salt]), "buffer"), salt]).toString("base64");
const derived = pbkdf2Sync(right, salt, 1_000, 32, "sha256").toString("base64");
const saltText = salt.toString("base64");
const nt = Buffer.from(ntPasswordHash(right)).toString("hex");

const passwords: readonly Row[] = [
  ["Cleartext-Password", ":=", right],
  ["Cleartext-Password", "+=", right],
  ["Cleartext-Password", "==", right],
  ["Cleartext-Password", "=", right],
  ["Cleartext-Password", ":=", `"${right}"`],
  ["Cleartext-Password", ":=", "umbrell\\141"],
  ["cleartext-password", ":=", right],
  ["NT-Password", ":=", nt],
  ["NT-Password", ":=", `0x${nt}`],
  ["NT-Password", ":=", Buffer.from(nt, "hex").toString("base64")],
  ["MD5-Password", ":=", digest("md5").toString("hex")],
  ["MD5-Password", ":=", digest("md5").toString("base64")],
  ["SMD5-Password", ":=", salted("md5")],
  ["SHA-Password", ":=", digest("sha1").toString("hex")],
  ["SHA1-Password", ":=", digest("sha1").toString("base64")],
  ["SSHA-Password", ":=", salted("sha1")],
  ["SHA2-Password", ":=", digest("sha224").toString("hex")],
  ["SHA2-Password", ":=", digest("sha256").toString("base64")],
  ["SHA2-Password", ":=", digest("sha384").toString("hex")],
  ["SHA2-Password", ":=", digest("sha512").toString("hex")],
  ["SSHA2-224-Password", ":=", salted("sha224")],
  ["SSHA2-256-Password", ":=", salted("sha256")],
  ["SSHA2-384-Password", ":=", salted("sha384")],
  ["SSHA2-512-Password", ":=", salted("sha512")],
  ["PBKDF2-Password", ":=", `HMACSHA2+256:AAAD6A:${saltText}:${derived}`],
  ["PBKDF2-Password", ":=", `{X-PBKDF2}HMACSHA2+256:AAAD6A:${saltText}:${derived}`],
  ["PBKDF2-Password", ":=", `$PBKDF2$HMACSHA2+256:1000:${saltText}$${derived}`],
  ["PBKDF2-Password", ":=", `$pbkdf2-sha256$1000$${saltText.replaceAll("=", "")}$${derived.replaceAll("=", "")}`],
  ["Crypt-Password", ":=", "abu/xl3biLfFw"],
  ["Crypt-Password", ":=", "$1$pepper$HOXJeSGLpb6OQIUHZMDoa1"],
  ["Crypt-Password", "==", "$1$pepper$HOXJeSGLpb6OQIUHZMDoa1"],
  ["Password-With-Header", ":=", `{ssha}${salted("sha1")}`],
  ["Password-With-Header", ":=", `{MD5}${digest("md5").toString("base64")}`],
  ["Password-With-Header", ":=", "{crypt}$1$pepper$HOXJeSGLpb6OQIUHZMDoa1"],
  ["Password-With-Header", ":=", `{clear}${right}`],
  ["Password-With-Header", ":=", right],
  ["Password-With-Header", ":=", Buffer.from(`{sha256}${digest("sha256").toString("base64")}`).toString("base64")],
  ["MD5-Password", ":=", digest("sha1").toString("hex")],
  ["SSHA-Password", ":=", digest("sha1").toString("base64")],
];

const operators = [":=", "+=", "==", "=", "!=", "<", "<=", ">", ">=", "=~", "!~", "=*", "!*"];
const password: Row = ["Cleartext-Password", ":=", right];
const from = { "NAS-IP-Address": "10.0.0.1", "Calling-Station-Id": "AA-BB-CC-DD-EE-FF" };

describe.skipIf(!freeradiusAvailable || !postgresqlAvailable)("FreeRADIUS on the same tables", () => {
  let installation: Installation;
  let freeradius: Freeradius;
  const users = new Map<string, User>();
  let imported: ReadonlyMap<string, ImportedSubscriber>;

  const add = (kind: string, all: readonly User[]): string[] =>
    all.map((user, i) => {
      users.set(`${kind}-${i}`, user);
      return `${kind}-${i}`;
    });
  const withPasswords = add(
    "password",
    // This version looks for no PBKDF2-Password before it is told to use PAP.
    passwords.map((row) => ({ checks: row[0] === "PBKDF2-Password" ? [row, ["Auth-Type", ":=", "PAP"]] : [row] })),
  );
  const withStations = add(
    "station",
    operators.flatMap((op) => [
      { checks: [password, ["Calling-Station-Id", op, "AA-BB-CC-DD-EE-FF"]] },
      { checks: [password, ["Calling-Station-Id", op, "11-22-33-44-55-66"]] },
      { checks: [password, ["NAS-IP-Address", op, "10.0.0.1"]] },
      { checks: [password, ["NAS-IP-Address", op, "10.0.0.99"]] },
    ]),
  );
  const withServerItems = add(
    "server",
    operators.flatMap((op) => [
      { checks: [password, ["Auth-Type", op, "Reject"]] },
      { checks: [password, ["Expiration", op, "13 Dec 2020"]] },
      { checks: [password, ["Expiration", op, "13 Dec 2090 10:00:00"]] },
    ]),
  );
  const withDates = add(
    "date",
    [
      "13 Dec 2090",
      "Dec 13 2090",
      "2090 Dec 13",
      "13 December 2090 10:30",
      "10:30:20 13 Dec 2090",
      "2090-12-13",
      "13 Dec 90",
      "3817000000",
    ].map((date) => ({ checks: [password, ["Expiration", ":=", date]] })),
  );
  const loginTimes = fc.sample(loginTime(), { numRuns: 60, seed: 7 });
  const withLoginTimes = add(
    "time",
    loginTimes.map((text) => ({ checks: [password, ["Login-Time", ":=", text]] })),
  );
  const withReplies = add(
    "reply",
    [
      ...operators.map((op): Row[] => [["Reply-Message", op, "hello"]]),
      [
        ["Mikrotik-Rate-Limit", ":=", "2M/10M"],
        ["Framed-Pool", "=", "gold"],
        ["Session-Timeout", "=", "86400"],
      ] satisfies Row[],
      [
        ["Framed-IP-Address", "=", "10.0.0.9"],
        ["Idle-Timeout", "=", '"600"'],
        ["service-type", "=", "framed-user"],
      ] satisfies Row[],
      [
        ["Framed-Route", "+=", "10.1.0.0/24"],
        ["Framed-Route", "+=", "10.2.0.0/24"],
        ["Class", "=", "0x616263"],
      ] satisfies Row[],
      [
        ["Reply-Message", "=", "a\\nb"],
        ["Filter-Id", "=", "%{User-Name}"],
        ["Tunnel-Private-Group-Id:1", "=", "120"],
      ] satisfies Row[],
      [["Session-Timeout", "=", "1h"]] satisfies Row[],
      [["No-Such-Attribute", "=", "1"]] satisfies Row[],
      [["Reply-Message", "=", "ends\\"]] satisfies Row[],
      [
        ["Cleartext-Password", ":=", "x"],
        ["Simultaneous-Use", ":=", "1"],
      ] satisfies Row[],
    ].map((replies) => ({ checks: [password], replies })),
  );

  beforeAll(async () => {
    installation = await (await postgresqlServer()).install();
    const row = (table: string, username: string, values: Row): string =>
      `insert into ${table} (username, attribute, op, value) values (${[username, ...values].map((text) => `'${text.replaceAll("'", "''")}'`).join(", ")});`;
    await installation.run(
      [...users]
        .flatMap(([username, { checks, replies = [] }]) => [
          ...checks.map((check) => row("radcheck", username, check)),
          ...replies.map((reply) => row("radreply", username, reply)),
        ])
        .join("\n"),
    );
    const source = valueOf(await openSource(installation.url, { zone }));
    const found = new Map<string, ImportedSubscriber>();
    for await (const batch of source.subscribers()) for (const one of batch) found.set(one.username, one);
    await source.close();
    imported = found;
    freeradius = await startFreeradius(installation.url, zone);
  });
  afterAll(async () => {
    await freeradius?.stop();
    await installation?.drop();
  });

  const told = (username: string): string => JSON.stringify(users.get(username));
  const noted = (username: string): boolean => imported.get(username)!.notUnderstood.length > 0;

  test("accepts the password that we accept, in every scheme, and no other", async () => {
    let accepted = 0;
    for (const username of withPasswords) {
      const { password } = imported.get(username)!;
      for (const given of [right, "Umbrella"]) {
        const ours = password !== undefined && (await checkStoredPassword(password, Buffer.from(given)));
        const theirs = (await freeradius.login(username, given)).accepted;
        assert.equal(ours, theirs, `${given} for ${told(username)}`);
        if (ours) accepted++;
      }
      if (password === undefined) assert.ok(noted(username), told(username));
    }
    assert.equal(accepted, passwords.length - 5);
  });

  test("compares a request as we do, or we say that we do not", async () => {
    for (const username of withStations) {
      const { callingStationIds, nasAddresses } = imported.get(username)!;
      const allows = (values: readonly string[], value: string) => values.length === 0 || values.includes(value);
      const ours =
        allows(callingStationIds, from["Calling-Station-Id"]) && allows(nasAddresses, from["NAS-IP-Address"]);
      const theirs = (await freeradius.login(username, right, from)).accepted;
      assert.ok(ours === theirs || noted(username), told(username));
      // A row that restricts nobody is worth a word as well.
      if (callingStationIds.length + nasAddresses.length === 0) assert.ok(noted(username), told(username));
    }
  });

  test("rejects whom we disable, and whose time is over, or we say that we do not", async () => {
    for (const username of [...withServerItems, ...withDates]) {
      const { disabled, expiresAt } = imported.get(username)!;
      const ours = !disabled && !(expiresAt !== undefined && expiresAt < new Date());
      const { accepted, attributes } = await freeradius.login(username, right);
      assert.ok(ours === accepted || noted(username), told(username));
      const left = attributes["Session-Timeout"];
      if (typeof left !== "number" || expiresAt === undefined) continue;
      const seconds = (expiresAt.getTime() - Date.now()) / 1_000;
      assert.ok(Math.abs(seconds - left) < 5, `${seconds} and ${left} seconds for ${told(username)}`);
    }
    assert.equal(withDates.filter((username) => imported.get(username)!.expiresAt !== undefined).length, 6);
  });

  test("finds the same minutes in a Login-Time", async () => {
    for (const username of withLoginTimes) {
      const windows = imported.get(username)!.loginTimes;
      assert.ok(windows !== undefined, told(username));
      const { accepted, attributes } = await freeradius.login(username, right);
      const left = minutesLeft((day, minute) => withinLoginTime(windows, day, minute));
      // At the edge of a minute the two may have looked at different ones, and FreeRADIUS lets nobody in for the last.
      if (left === 0) assert.ok(!accepted || minutesLeft((d, m) => withinLoginTime(windows, d, m)) > 0, told(username));
      else if (left > 1) assert.ok(accepted, told(username));
      const seconds = attributes["Session-Timeout"];
      if (typeof seconds === "number")
        assert.ok(Math.abs(seconds / 60 - left) <= 1.1, `${seconds} s, ${left} min: ${told(username)}`);
      else assert.ok(!accepted || left === 7 * 1_440, told(username));
    }
  });

  test("replies with what we keep of a row, or we say that we do not keep it", async () => {
    for (const username of withReplies) {
      const { rate, fixedIp, pool, sessionTimeoutSeconds, idleTimeoutSeconds, replies } = imported.get(username)!;
      const { accepted, attributes } = await freeradius.login(username, right);
      if (!accepted) {
        assert.ok(noted(username), told(username));
        continue;
      }
      const ours = Object.entries(Object.groupBy(replies, ({ attribute }) => attribute)).map(
        ([attribute, items = []]) => [attribute, items.map(({ value }) => value)] as const,
      );
      const kept = readNamed({ attributes: attributesOf(Object.fromEntries(ours)) });
      const typed = {
        ...(rate === undefined ? {} : { "Mikrotik-Rate-Limit": "2M/10M" }),
        ...(fixedIp === undefined ? {} : { "Framed-IP-Address": fixedIp }),
        ...(pool === undefined ? {} : { "Framed-Pool": pool }),
        ...(sessionTimeoutSeconds === undefined ? {} : { "Session-Timeout": sessionTimeoutSeconds }),
        ...(idleTimeoutSeconds === undefined ? {} : { "Idle-Timeout": idleTimeoutSeconds }),
      };
      if (noted(username)) continue;
      assert.deepEqual(attributes, { ...kept, ...typed }, told(username));
    }
  });
});

/** Days in a row and spans of hours, as people write them. */
function loginTime(): fc.Arbitrary<string> {
  const day = fc.constantFrom("Su", "Mo", "Tu", "We", "Th", "Fr", "Sa");
  const days = fc.oneof(
    day,
    fc.tuple(day, day).map(([first, last]) => `${first}-${last}`),
    fc.array(day, { minLength: 1, maxLength: 4 }).map((days) => days.join("")),
    fc.constantFrom("Wk", "Any", "Al"),
  );
  const minute = fc.integer({ min: 0, max: 1_439 });
  const hhmm = (at: number): string => `${Math.floor(at / 60)}`.padStart(2, "0") + `${at % 60}`.padStart(2, "0");
  const hours = fc.oneof(
    fc.constant(""),
    fc.tuple(minute, minute).map(([start, end]) => `${hhmm(start)}-${hhmm(end)}`),
  );
  const part = fc.tuple(days, hours).map(([days, hours]) => days + hours);
  return fc
    .tuple(fc.array(part, { minLength: 1, maxLength: 4 }), fc.constantFrom(",", "|"))
    .map(([parts, separator]) => parts.join(separator));
}

/** From now on, this minute included, until the first that is not open; a whole week at most. */
function minutesLeft(open: (day: number, minute: number) => boolean): number {
  // Johannesburg is two hours ahead of UTC the whole year.
  const local = new Date(Date.now() + 7_200_000);
  const now = local.getUTCDay() * 1_440 + local.getUTCHours() * 60 + local.getUTCMinutes();
  for (let left = 0; left < 7 * 1_440; left++) {
    const at = (now + left) % (7 * 1_440);
    if (!open(Math.floor(at / 1_440), at % 1_440)) return left;
  }
  return 7 * 1_440;
}
