import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { attributesOf, checkPap, Code, decodePacket, encodeReply, secretOf, verifyRequest } from "@beacom/radius";
import { valueOf } from "@beacom/result";
import { test } from "vitest";
import { findRadclient, radclientSend } from "#radclient";

const radclient = await findRadclient();

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
