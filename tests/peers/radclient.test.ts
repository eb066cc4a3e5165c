import assert from "node:assert/strict";
import { findRadclient, radclientSend } from "@beacom/nas-sandbox";
import { valueOf } from "@beacom/result";
import { eventually } from "@beacom/testing";
import { afterAll, beforeAll, describe, test } from "vitest";
import { freeUdpPort } from "./freeradius.ts";
import { type RunningRadiusServer, startRadiusServer } from "./radius-server.ts";

const secret = "of-both-programs-here";
const radclient = await findRadclient();

describe.skipIf(radclient === undefined)("FreeRADIUS' client and our server understand each other", () => {
  let server: RunningRadiusServer;
  const ports = { auth: 0, acct: 0 };
  beforeAll(async () => {
    ports.auth = await freeUdpPort();
    ports.acct = await freeUdpPort();
    server = await startRadiusServer({ secret, ports });
  });
  afterAll(() => server?.stop());

  const ask = (kind: "auth" | "acct" | "status", attributes: Record<string, string | number>, shared = secret) => {
    const port = kind === "acct" ? ports.acct : ports.auth;
    return radclientSend({
      radclient: radclient!,
      server: "127.0.0.1",
      port,
      kind,
      secret: shared,
      attributes,
      retries: 1,
      timeoutSeconds: 1,
    });
  };

  for (const attribute of ["User-Password", "CHAP-Password"]) {
    test(`${attribute}: it is let in with the speed that was paid for, and not with another password`, async () => {
      await eventually(async () => {
        const accepted = valueOf(await ask("auth", { "User-Name": server.username, [attribute]: server.password }));
        assert.equal(accepted.code, "Access-Accept");
        assert.equal(accepted.attributes["Mikrotik-Rate-Limit"], "5M/20M");
      });
      const refused = valueOf(await ask("auth", { "User-Name": server.username, [attribute]: "rain" }));
      assert.equal(refused.code, "Access-Reject");
      assert.equal(refused.attributes["Reply-Message"], "Wrong username or password");
    });
  }

  test("Status-Server: it is told that the server is there", async () => {
    assert.equal(valueOf(await ask("status", {})).code, "Access-Accept");
  });

  test("accounting: what it reports is stored before it is acknowledged", async () => {
    const session = {
      "User-Name": server.username,
      "Acct-Session-Id": "rc-1",
      "NAS-IP-Address": "127.0.0.1",
      "Framed-IP-Address": "100.64.0.9",
    };
    const report = async (more: Record<string, string | number>) => {
      const answer = valueOf(await ask("acct", { ...session, ...more }));
      assert.equal(answer.code, "Accounting-Response");
      const [newest] = await server.sessions();
      return newest;
    };
    assert.equal((await report({ "Acct-Status-Type": "Start" }))?.framedIpAddress, "100.64.0.9");
    const counters = {
      "Acct-Session-Time": 60,
      "Acct-Output-Octets": 705_032_704,
      "Acct-Output-Gigawords": 1,
      "Acct-Input-Octets": 7,
    };
    const reported = await report({ "Acct-Status-Type": "Interim-Update", ...counters });
    assert.equal(reported?.octetsDown, 5_000_000_000n);
    assert.equal(reported.octetsUp, 7n);
    const ended = await report({
      "Acct-Status-Type": "Stop",
      ...counters,
      "Acct-Session-Time": 61,
      "Acct-Terminate-Cause": "User-Request",
    });
    assert.ok(ended?.endedAt);
    assert.equal(ended.terminateCause, "User-Request");
  });

  test("with another secret it gets no answer", async () => {
    const refused = await ask(
      "auth",
      { "User-Name": server.username, "User-Password": server.password },
      "another-secret-of-it",
    );
    assert.ok(!refused.ok && refused.error.kind === "no-answer");
  });
});
