import assert from "node:assert/strict";
import { ServiceLevel } from "@beacom/proto/billing/v1/billing";
import { eventually } from "@beacom/testing";
import { afterAll, beforeAll, describe, test } from "vitest";
import { type DetailRecord, type Freeradius, freeradiusInstalled, startFreeradius } from "./freeradius.ts";
import { askRadclient, radclientInstalled } from "./radclient.ts";
import { type Customer, type RunningRadiusServer, secret, startRadiusServer } from "./radius-server.ts";

/** What each make is asked in, when somebody's 20M/5M become 256k/128k: FreeRADIUS' names and its way to write values. */
const changes: Readonly<Record<string, DetailRecord>> = {
  mikrotik: {
    "Packet-Type": ["CoA-Request"],
    "User-Name": ["{username}"],
    "Acct-Session-Id": ["of-mikrotik"],
    "NAS-IP-Address": ["{nas}"],
    "Framed-IP-Address": ["{address}"],
    "Mikrotik-Rate-Limit": ["128k/256k"],
    "Mikrotik-Address-List": ["online"],
  },
  wispr: {
    "Packet-Type": ["CoA-Request"],
    "User-Name": ["{username}"],
    "Acct-Session-Id": ["of-wispr"],
    "NAS-IP-Address": ["{nas}"],
    "WISPr-Bandwidth-Max-Up": ["128000"],
    "WISPr-Bandwidth-Max-Down": ["256000"],
    "Filter-Id": ["online"],
  },
  chillispot: {
    "Packet-Type": ["CoA-Request"],
    "User-Name": ["{username}"],
    "Acct-Session-Id": ["of-chillispot"],
    "Calling-Station-Id": ["{station}"],
    "ChilliSpot-Bandwidth-Max-Up": ["128"],
    "ChilliSpot-Bandwidth-Max-Down": ["256"],
    "WISPr-Bandwidth-Max-Up": ["128000"],
    "WISPr-Bandwidth-Max-Down": ["256000"],
    "Filter-Id": ["online"],
  },
  cisco: {
    "Packet-Type": ["CoA-Request"],
    "Acct-Session-Id": ["of-cisco"],
    "Cisco-Account-Info": ["S{address}", "QU;128000;D;256000"],
    "Filter-Id": ["online"],
  },
  huawei: {
    "Packet-Type": ["CoA-Request"],
    "User-Name": ["{username}"],
    "Acct-Session-Id": ["of-huawei"],
    "Framed-IP-Address": ["{address}"],
    "Huawei-Input-Average-Rate": ["128000"],
    "Huawei-Output-Average-Rate": ["256000"],
    "Filter-Id": ["online"],
  },
  standard: {
    "Packet-Type": ["CoA-Request"],
    "User-Name": ["{username}"],
    "Acct-Session-Id": ["of-standard"],
    "NAS-IP-Address": ["{nas}"],
    "Filter-Id": ["online"],
  },
  // These only obey a new login.
  unifi: {
    "Packet-Type": ["Disconnect-Request"],
    "User-Name": ["{username}"],
    "Acct-Session-Id": ["of-unifi"],
    "Calling-Station-Id": ["{station}"],
  },
  cambium: {
    "Packet-Type": ["Disconnect-Request"],
    "User-Name": ["{username}"],
    "Acct-Session-Id": ["of-cambium"],
    "Calling-Station-Id": ["{station}"],
  },
  hostapd: {
    "Packet-Type": ["Disconnect-Request"],
    "User-Name": ["{username}"],
    "Acct-Session-Id": ["of-hostapd"],
    "NAS-IP-Address": ["{nas}"],
  },
};
const makes = Object.keys(changes);

/** What FreeRADIUS refuses, as routers do. */
const recvCoa = `
    if (&Acct-Session-Id =~ /^gone/) {
      update reply {
        Error-Cause := Session-Context-Not-Found
      }
      reject
    }
    elsif (&Acct-Session-Id =~ /^stubborn/ && &Packet-Type == CoA-Request) {
      update reply {
        Error-Cause := Unsupported-Attribute
      }
      reject
    }`;

describe.skipIf(!freeradiusInstalled || !radclientInstalled)("FreeRADIUS, in the place of a router,", () => {
  const started = new AsyncDisposableStack();
  let server: RunningRadiusServer;
  let router: Freeradius;
  beforeAll(async () => {
    router = await startFreeradius({ secret, recvCoa });
    started.defer(() => router.stop());
    server = await startRadiusServer();
    started.defer(() => server.stop());
    // Each make at an address of its own; their CoA port is the same FreeRADIUS.
    for (const vendor of makes) {
      const at = { name: `of-${vendor}`, address: addressOf(vendor), coaAddress: "127.0.0.1", coaPort: router.coaPort };
      await server.putRouter({ vendor, ...at });
    }
  });
  afterAll(() => started.disposeAsync());

  const places = (customer: Customer, vendor: string) => ({
    username: customer.username,
    nas: addressOf(vendor),
    address: `100.64.0.${makes.indexOf(vendor) + 1}`,
    station: `02:00:00:00:00:0${makes.indexOf(vendor)}`,
  });
  async function begin(customer: Customer, vendor: string, acctSessionId: string, shared = secret): Promise<void> {
    const { nas, address, station } = places(customer, vendor);
    const { code } = await askRadclient({
      kind: "acct",
      port: server.acctPort,
      secret: shared,
      attributes: {
        "Packet-Src-IP-Address": nas,
        "Acct-Status-Type": "Start",
        "User-Name": customer.username,
        "Acct-Session-Id": acctSessionId,
        "NAS-IP-Address": nas,
        "Framed-IP-Address": address,
        "Calling-Station-Id": station,
      },
    });
    assert.equal(code, "Accounting-Response");
  }
  /** What came of everything that was sent for a session, the first first. */
  async function outcomes(customer: Customer): Promise<string[]> {
    const { authorizations } = await server.admin.listDynamicAuthorizations({ customerId: customer.customerId });
    return authorizations.toReversed().map(({ kind, outcome, errorCause }) => `${kind} ${outcome} ${errorCause}`);
  }

  test("is told who and how fast in the words of each make, signed and dated", async () => {
    const thandi = await server.newCustomer();
    for (const vendor of makes) await begin(thandi, vendor, `of-${vendor}`);
    await server.changeService(thandi.customerId, ServiceLevel.THROTTLED);
    await eventually(async () => {
      const done = await outcomes(thandi);
      assert.equal(done.length, makes.length);
      assert.ok(
        done.every((outcome) => /^(coa|disconnect) acknowledged 0$/.test(outcome)),
        String(done),
      );
    });
    const asked = await router.asked();
    assert.equal(asked.length, makes.length);
    for (const vendor of makes) {
      const {
        "Event-Timestamp": date,
        "Message-Authenticator": signature,
        ...record
      } = ofSession(asked, `of-${vendor}`);
      assert.equal(date?.length, 1);
      assert.match(signature?.[0] ?? "", /^0x[0-9a-f]{32}$/);
      assert.deepEqual(withoutOwn(record), filledIn(changes[vendor]!, places(thandi, vendor)), vendor);
    }
  });

  test("is asked for a Disconnect by staff, and its answer is theirs", async () => {
    const sipho = await server.newCustomer();
    await begin(sipho, "mikrotik", "by-hand");
    const [session] = await server.sessions(sipho.customerId);
    const { outcome, errorCause } = await server.rpc.disconnect({ sessionId: session!.sessionId });
    assert.deepEqual({ outcome, errorCause }, { outcome: "acknowledged", errorCause: 0 });
    const { "Packet-Type": type, "Framed-IP-Address": address } = ofSession(await router.asked(), "by-hand");
    assert.deepEqual([type, address], [["Disconnect-Request"], ["100.64.0.1"]]);
  });

  test("refuses a change with Unsupported-Attribute, and is asked to end the session instead", async () => {
    const lerato = await server.newCustomer();
    await begin(lerato, "wispr", "stubborn");
    await server.changeService(lerato.customerId, ServiceLevel.THROTTLED);
    await eventually(async () =>
      assert.deepEqual(await outcomes(lerato), ["coa refused 401", "disconnect acknowledged 0"]),
    );
  });

  test("says that it has no such session, and the session is over here too", async () => {
    const naledi = await server.newCustomer();
    await begin(naledi, "cisco", "gone");
    await server.changeService(naledi.customerId, ServiceLevel.BLOCKED);
    await eventually(async () => {
      assert.deepEqual(await outcomes(naledi), ["disconnect refused 503"]);
      const [session] = await server.sessions(naledi.customerId);
      assert.equal(session!.endedBy, "not-found");
    });
  });

  test("has another secret, and nothing that it says counts", async () => {
    const kabelo = await server.newCustomer();
    const otherSecret = "not-the-same-secret";
    const at = { name: "of-huawei", address: addressOf("huawei"), coaAddress: "127.0.0.1", coaPort: router.coaPort };
    await server.putRouter({ vendor: "huawei", ...at, secret: otherSecret });
    await begin(kabelo, "huawei", "strange", otherSecret);
    const [session] = await server.sessions(kabelo.customerId);
    const { outcome } = await server.rpc.disconnect({ sessionId: session!.sessionId });
    assert.equal(outcome, "no-answer");
    assert.equal((await server.sessions(kabelo.customerId))[0]!.endedAt, undefined);
  });
});

const addressOf = (vendor: string): string => `127.0.1.${makes.indexOf(vendor) + 1}`;

function ofSession(records: readonly DetailRecord[], acctSessionId: string): DetailRecord {
  const found = records.find((record) => record["Acct-Session-Id"]?.[0] === acctSessionId);
  assert.ok(found, `nothing was asked about ${acctSessionId}`);
  return found;
}

/** FreeRADIUS writes down some things of its own. */
function withoutOwn(record: DetailRecord): DetailRecord {
  const own = ["Timestamp", "Acct-Unique-Session-Id", "Tmp-String-9"];
  return Object.fromEntries(Object.entries(record).filter(([name]) => !own.includes(name)));
}

const filledIn = (record: DetailRecord, values: Readonly<Record<string, string>>): DetailRecord =>
  Object.fromEntries(
    Object.entries(record).map(([name, written]) => [
      name,
      written.map((text) => text.replaceAll(/\{(\w+)\}/g, (_, field: string) => values[field] ?? "")),
    ]),
  );
