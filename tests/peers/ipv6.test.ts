import assert from "node:assert/strict";
import { ServiceLevel } from "@beacom/proto/billing/v1/billing";
import { eventually } from "@beacom/testing";
import { afterAll, beforeAll, describe, test } from "vitest";
import { type Freeradius, freeradiusInstalled, startFreeradius } from "./freeradius.ts";
import { hasIpv6 } from "./ipv6.ts";
import { partnerUsers } from "./partner-users.ts";
import { askRadclient, radclientInstalled } from "./radclient.ts";
import { type RunningRadiusServer, secret, startRadiusServer } from "./radius-server.ts";

describe.skipIf(!radclientInstalled || !hasIpv6)("on one socket for both families of addresses", () => {
  const started = new AsyncDisposableStack();
  let server: RunningRadiusServer;
  beforeAll(async () => {
    server = await startRadiusServer({ bind: "::" });
    started.defer(() => server.stop());
    await server.putRouter({ name: "tower-6", address: "::1" });
  });
  afterAll(() => started.disposeAsync());

  test("routers log people in and report from either", async () => {
    const { customerId, username, password } = await server.newCustomer();
    for (const [host, router] of [
      ["127.0.0.1", "tower-1"],
      ["[::1]", "tower-6"],
    ] as const) {
      const login = { "User-Name": username, "User-Password": password };
      const at = { server: host, attributes: login };
      assert.equal((await askRadclient({ kind: "auth", port: server.authPort, ...at })).code, "Access-Accept");
      const session = {
        "User-Name": username,
        "Acct-Status-Type": "Start",
        "Acct-Session-Id": `at-${router}`,
        "Framed-IPv6-Prefix": "2001:db8:0:7::/64",
        "Delegated-IPv6-Prefix": "2001:db8:700::/40",
        ...(router === "tower-6" && { "NAS-IPv6-Address": "2001:db8::1" }),
      };
      const answer = await askRadclient({ kind: "acct", port: server.acctPort, server: host, attributes: session });
      assert.equal(answer.code, "Accounting-Response");
      const [newest] = await server.sessions(customerId);
      assert.deepEqual(
        [newest?.nasName, newest?.framedIpv6Prefix, newest?.delegatedIpv6Prefix],
        [router, "2001:db8:0:7:0:0:0:0/64", "2001:db8:700:0:0:0:0:0/40"],
      );
    }
  });

  describe.skipIf(!freeradiusInstalled)("and FreeRADIUS at an address of IPv6, however the operator writes it,", () => {
    const spellings = ["::1", "0:0:0:0:0:0:0:1", "0000:0000:0000:0000:0000:0000:0000:0001"];
    let freeradius: Freeradius;
    beforeAll(async () => {
      freeradius = await startFreeradius({ secret, address: "::1", users: partnerUsers("partner") });
      started.defer(() => freeradius.stop());
    });

    test.each(spellings)("decides about its users as a home server at %s", async (address) => {
      const { authPort, acctPort } = freeradius;
      await server.admin.putHomeServer({ name: "partner", address, authPort, acctPort, secret, patienceMs: 1_000 });
      await server.admin.putRealm({ name: "partner.example", homeServers: ["partner"] });
      const attributes = { "User-Name": "thabo@partner.example", "User-Password": "umbrella" };
      assert.equal((await askRadclient({ kind: "auth", port: server.authPort, attributes })).code, "Access-Accept");
    });

    test.each(["", ...spellings])("answers a CoA as a router at “%s”", async (coaAddress) => {
      await server.putRouter({ name: "tower-6", address: "::1", coaAddress, coaPort: freeradius.coaPort });
      const { customerId, username } = await server.newCustomer();
      const attributes = {
        "User-Name": username,
        "Acct-Status-Type": "Start",
        "Acct-Session-Id": `of-${username}`,
        "Framed-IP-Address": "100.64.0.6",
      };
      await askRadclient({ kind: "acct", port: server.acctPort, server: "[::1]", attributes });
      await server.changeService(customerId, ServiceLevel.THROTTLED);
      await eventually(async () => {
        const { authorizations } = await server.admin.listDynamicAuthorizations({ customerId });
        assert.deepEqual(
          authorizations.map(({ kind, outcome, attempts }) => ({ kind, outcome, attempts })),
          [{ kind: "coa", outcome: "acknowledged", attempts: 1 }],
        );
      });
    });
  });
});
