import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createNas, findRadclient, type Nas, radclientSend } from "@beacom/nas-sandbox";
import { attributesOf, dictionary, dictionaryOf, readDictionary } from "@beacom/radius";
import { valueOf } from "@beacom/result";
import { afterAll, beforeAll, describe, test } from "vitest";
import { dictionaryFolder, type Freeradius, freeradiusInstalled, startFreeradius } from "./freeradius.ts";

const secret = "of-both-programs";
const radclient = await findRadclient();

describe.skipIf(!freeradiusInstalled)("our protocol library and FreeRADIUS understand each other", () => {
  let freeradius: Freeradius;
  let nas: Nas;
  beforeAll(async () => {
    freeradius = await startFreeradius({
      secret,
      users: `thandi Cleartext-Password := "umbrella-für-Thandi"\n\tMikrotik-Rate-Limit = "2M/10M",\n\tAcct-Interim-Interval = 300,\n\tClass = 0x616263\n`,
    });
    const { authPort, acctPort } = freeradius;
    nas = await createNas({ server: "127.0.0.1", authPort, acctPort, secret, coaPort: 0, identifier: "tower-1" });
  });
  afterAll(async () => {
    await nas?.close();
    await freeradius?.stop();
  });

  // Beyond ASCII only where octets are hashed as they are: MS-CHAP hashes UTF-16, which each side makes on its own.
  for (const method of ["pap", "chap", "ms-chap-v2"] as const) {
    test(`${method}: it knows the right password from a wrong one, and its answers verify`, async () => {
      const session = valueOf(await nas.login({ username: "thandi", password: "umbrella-für-Thandi", method }));
      assert.equal(session.rateLimit()?.text, "2M/10M");
      assert.equal(session.interimSeconds, 300);
      const refused = await nas.login({ username: "thandi", password: "umbrella-for-Thandi", method });
      assert.ok(!refused.ok && refused.error.kind === "rejected");
      assert.deepEqual(nas.forged, []);
    });
  }

  test("accounting: it reads in our reports what we wrote", async () => {
    const session = valueOf(await nas.login({ username: "thandi", password: "umbrella-für-Thandi" }));
    valueOf(await session.start());
    session.use({ octetsDown: 5_000_000_000n, octetsUp: 1_000n });
    valueOf(await session.interim());
    valueOf(await session.stop());
    const accounted = await freeradius.accounted();
    for (const line of [
      "Acct-Status-Type = Start",
      "Acct-Status-Type = Interim-Update",
      "Acct-Status-Type = Stop",
      `Acct-Session-Id = "${session.acctSessionId}"`,
      "Acct-Output-Gigawords = 1",
      "Acct-Output-Octets = 705032704",
      "Acct-Terminate-Cause = User-Request",
      'NAS-Identifier = "tower-1"',
      "Class = 0x616263",
    ]) {
      assert.ok(accounted.includes(line), `${line} in\n${accounted}`);
    }
  });

  test.skipIf(radclient === undefined)(
    "its client changes the speed of a session on our simulated router",
    async () => {
      const session = valueOf(await nas.login({ username: "thandi", password: "umbrella-für-Thandi" }));
      const answer = valueOf(
        await radclientSend({
          radclient: radclient!,
          server: "127.0.0.1",
          port: nas.coaPort,
          kind: "coa",
          secret,
          attributes: {
            "User-Name": "thandi",
            "Framed-IP-Address": session.framedIpAddress,
            "Mikrotik-Rate-Limit": "64k/128k",
          },
        }),
      );
      assert.equal(answer.code, "CoA-ACK");
      assert.equal(session.rateLimit()?.downBitsPerSecond, 128_000);
    },
  );

  test("our dictionary gives each attribute and value the number that FreeRADIUS gives it", async () => {
    const theirs = await readDictionaries();
    let compared = 0;
    for (const { name, type, vendor, values } of dictionary.entries) {
      const known = theirs.attributes.get(name);
      if (known === undefined) continue;
      compared++;
      assert.deepEqual({ name, type, vendor }, { name, ...known });
      for (const [value, number] of values ?? []) {
        assert.equal(theirs.values.get(`${name} ${value}`), number, `${name} ${value}`);
      }
    }
    assert.ok(compared > 740, `${compared} attributes compared`);
    const unknown = [...theirs.attributes.keys()].filter((name) => dictionary.byName(name) === undefined);
    assert.deepEqual(unknown, []);
    assert.equal(attributesOf({ "Acct-Status-Type": "Stop" })[0]?.value[3], 2);
  });

  test("we read its whole dictionary, with the layouts of its vendors, and find the same numbers in it", async () => {
    const theirs = await readDictionaries();
    const include = (name: string) => readFileSync(join(dictionaryFolder, name), "utf8");
    const read = dictionaryOf(valueOf(readDictionary("$INCLUDE dictionary", { include })));
    let compared = 0;
    for (const { name, type, vendor } of read.entries) {
      const known = theirs.attributes.get(name);
      // Of RFC 5090, it includes nothing, and gives one of its names to an experiment.
      if (known === undefined || name === "Digest-Response") continue;
      compared++;
      assert.deepEqual({ name, type, vendor }, { name, ...known });
    }
    assert.ok(compared > 700, `${compared} attributes compared`);
    assert.ok(read.entries.length > 6_000, `${read.entries.length} attributes read`);
    assert.deepEqual(read.vendorFormats?.get(429), { typeOctets: 4, lengthOctets: 0, continued: false });
  });
});

const vendors = "aruba|cambium|chillispot|cisco|huawei|juniper|microsoft|mikrotik|motorola|ruckus|wispr";

/** Of the RFCs and of the vendors that we know too: what has a number of one octet, below the extended attributes of RFC 6929. */
async function readDictionaries() {
  const files = await readdir(dictionaryFolder);
  const wanted = files.filter((file) => new RegExp(`^dictionary\\.(rfc\\d+|iana|${vendors})$`).test(file));
  const attributes = new Map<string, { type: number; vendor: number | undefined }>();
  const values = new Map<string, number>();
  for (const file of wanted) {
    const text = await readFile(join(dictionaryFolder, file), "utf8");
    let vendor: number | undefined;
    for (const line of text.split("\n")) {
      const [keyword, first = "", second = "", third = ""] = line.trim().split(/\s+/);
      if (keyword === "VENDOR") vendor = Number(second);
      // IANA's file has numbers for experiments beside the names of values.
      else if (keyword === "ATTRIBUTE" && /^\d+$/.test(second) && file !== "dictionary.iana") {
        if (vendor !== undefined || Number(second) < 241) attributes.set(first, { type: Number(second), vendor });
      } else if (keyword === "VALUE") values.set(`${first} ${second}`, Number(third));
    }
  }
  return { attributes, values };
}
