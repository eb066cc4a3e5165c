import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { attributesOf, checkPap, Code, decodePacket, encodeReply, secretOf, verifyRequest } from "@beacom/radius";
import { valueOf } from "@beacom/result";
import { afterEach, test } from "vitest";
import { findRadclient, radclientSend } from "#radclient";
import { acceptWith, type Closing, nasOf, radiusServer, secretText } from "#testing/radius-server";

const radclient = await findRadclient();
const closing: Closing = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

test.skipIf(radclient === undefined)("FreeRADIUS' own client accepts our answer, and we its request", async () => {
  const secret = secretOf("shared");
  const socket = createSocket("udp4");
  socket.on("message", (bytes, from) => {
    const request = valueOf(decodePacket(bytes));
    assert.deepEqual(verifyRequest(request, secret), { ok: true, value: { messageAuthenticator: "valid" } });
    const code = checkPap(request, "umbrella", secret) ? Code.AccessAccept : Code.AccessReject;
    const attributes = attributesOf({ "Mikrotik-Rate-Limit": "1M/2M", "Session-Timeout": 600 });
    socket.send(
      encodeReply({ code, request, attributes, secret, messageAuthenticator: true }),
      from.port,
      from.address,
    );
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  const { port } = socket.address();
  const ask = (password: string, shared = "shared") =>
    radclientSend({
      radclient: radclient!,
      server: "127.0.0.1",
      port,
      kind: "auth",
      secret: shared,
      attributes: { "User-Name": "thandi", "User-Password": password, "NAS-IP-Address": "127.0.0.1" },
    });
  const accepted = valueOf(await ask("umbrella"));
  const rejected = valueOf(await ask("rain"));
  socket.close();
  assert.equal(accepted.code, "Access-Accept");
  assert.equal(accepted.attributes["Mikrotik-Rate-Limit"], "1M/2M");
  assert.equal(rejected.code, "Access-Reject");
});

test.skipIf(radclient === undefined).each([
  ["mikrotik-hotspot", { "User-Name": "thandi", "Framed-IP-Address": "10.5.50.2" }, { "Mikrotik-Rate-Limit": "1M/2M" }],
  [
    "coovachilli",
    { "User-Name": "thandi" },
    { "ChilliSpot-Bandwidth-Max-Up": 1_000, "ChilliSpot-Bandwidth-Max-Down": 2_000 },
  ],
  [
    "unifi",
    { "Calling-Station-Id": "02-00-00-00-00-01" },
    { "WISPr-Bandwidth-Max-Up": 1_000_000, "WISPr-Bandwidth-Max-Down": 2_000_000 },
  ],
  [
    "cisco",
    { "Cisco-Account-Info": "S10.5.50.2" },
    { "Cisco-AVPair": "lcp:interface-config#1=rate-limit output 2000000 8000 8000" },
  ],
] as const)("FreeRADIUS' own client changes and ends a session on a %s", async (flavour, who, rate) => {
  const server = await radiusServer(closing, acceptWith({}));
  const nas = await nasOf(closing, server.port, { flavour });
  const login = { username: "thandi", password: "umbrella", framedIpAddress: "10.5.50.2" };
  const session = valueOf(await nas.login(login));
  const ask = async (kind: "coa" | "disconnect", attributes: Record<string, string | number>) =>
    valueOf(
      await radclientSend({
        radclient: radclient!,
        server: "127.0.0.1",
        port: nas.coaPort,
        kind,
        secret: secretText,
        attributes,
      }),
    ).code;
  assert.equal(await ask("coa", { ...who, ...rate }), "CoA-ACK");
  assert.equal(session.rateLimit()?.downBitsPerSecond, 2_000_000);
  assert.equal(await ask("disconnect", { ...who }), "Disconnect-ACK");
  assert.equal(session.endedBy(), "Admin-Reset");
});
