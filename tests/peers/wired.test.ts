import assert from "node:assert/strict";
import { ServiceLevel } from "@beacom/proto/billing/v1/billing";
import { eventually } from "@beacom/testing";
import { timestampMs } from "@bufbuild/protobuf/wkt";
import { afterAll, beforeAll, describe, test } from "vitest";
import { freePorts } from "../placements/free-ports.ts";
import { type Customer, type RunningRadiusServer, secret, startRadiusServer } from "./radius-server.ts";
import { layCable, type WiredPort, wiredPortsPossible } from "./wired-port.ts";

describe.skipIf(!wiredPortsPossible)("hostapd, as a switch with 802.1X, and a computer on its cable", () => {
  const started = new AsyncDisposableStack();
  let server: RunningRadiusServer;
  let port: WiredPort;
  let thandi: Customer;
  beforeAll(async () => {
    server = await startRadiusServer();
    started.defer(() => server.stop());
    const dasPort = (await freePorts(["das"]))("das");
    await server.putRouter({ vendor: "hostapd", coaPort: dasPort, requireMessageAuthenticator: "yes" });
    thandi = await server.newCustomer();
    const { certificatePem: authorityPem } = await server.admin.getAuthority({});
    const { authPort, acctPort } = server;
    port = layCable({ authPort, acctPort, secret, dasPort, authorityPem, interimSeconds: 2 });
    started.defer(() => port.remove());
    await port.switchOn();
  });
  afterAll(() => started.disposeAsync());

  const comeOnline = async () => {
    const before = (await server.sessions(thandi.customerId)).length;
    const { username: identity, password } = thandi;
    await port.plugIn({ identity, anonymousIdentity: "anonymous", password });
    return eventuallySession((sessions) => {
      assert.equal(sessions.length, before + 1);
      assert.equal(sessions[0]?.endedAt, undefined);
    });
  };
  async function eventuallySession(check: (sessions: Awaited<ReturnType<typeof server.sessions>>) => void) {
    let sessions: Awaited<ReturnType<typeof server.sessions>> = [];
    await eventually(async () => {
      sessions = await server.sessions(thandi.customerId);
      check(sessions);
    });
    return sessions[0]!;
  }

  test("its reports are a session of whoever proved a name inside the tunnel, until staff end it", async () => {
    const begun = await comeOnline();
    assert.equal(begun.username, thandi.username);
    assert.equal(begun.nasName, "tower-1");
    await eventuallySession(([session]) =>
      assert.ok(timestampMs(session!.lastReportAt!) > timestampMs(begun.startedAt!) + 1_500),
    );
    const { outcome, attempts } = await server.rpc.disconnect({ sessionId: begun.sessionId });
    assert.deepEqual({ outcome, attempts }, { outcome: "acknowledged", attempts: 1 });
    const ended = await eventuallySession(([session]) => assert.ok(session!.endedAt));
    assert.deepEqual([ended.sessionId, ended.endedBy], [begun.sessionId, "nas"]);
  });

  test("it cannot change the speed of a session, so whoever is throttled has to log in again", async () => {
    const begun = await comeOnline();
    await server.changeService(thandi.customerId, ServiceLevel.THROTTLED);
    await eventuallySession(([session]) => assert.ok(session!.endedAt));
    await eventually(async () => {
      const { authorizations } = await server.admin.listDynamicAuthorizations({ sessionId: begun.sessionId });
      assert.deepEqual(
        authorizations.map(({ kind, reason, outcome }) => ({ kind, reason, outcome })),
        [{ kind: "disconnect", reason: "service", outcome: "acknowledged" }],
      );
    });
  });

  test("after a power cut its Accounting-On ends what it had open", async () => {
    const begun = await comeOnline();
    await port.pullThePlug();
    await port.switchOn();
    const ended = await eventuallySession(([session]) => assert.ok(session!.endedAt));
    assert.deepEqual([ended.sessionId, ended.endedBy], [begun.sessionId, "nas-restart"]);
  });
});
