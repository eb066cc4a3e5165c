import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "vitest";
import { inWords } from "#console/problem";
import { busyPorts, freePortBase, portsFrom, refuseBusyPorts } from "#installation/ports";

test("a port base numbers every port from itself on", () => {
  const ports = portsFrom(21_000);
  assert.deepEqual(
    Object.values(ports),
    [21_000, 21_001, 21_002, 21_003, 21_004, 21_005, 21_006, 21_007, 21_008, 21_009, 21_010, 21_011],
  );
});

test("a busy port is named with its purpose, its holder and how to choose another", async () => {
  const ports = portsFrom(await freePortBase());
  const server = createServer().listen(ports.gateway, "127.0.0.1");
  const socket = createSocket("udp4");
  await once(server, "listening");
  await new Promise<void>((resolve) => socket.bind(ports.radiusAuth, "127.0.0.1", resolve));
  try {
    assert.deepEqual(
      (await busyPorts(ports)).map(({ name, protocol }) => [name, protocol]),
      [
        ["gateway", "tcp"],
        ["radiusAuth", "udp"],
      ],
    );
    const said = await refuseBusyPorts(ports).then(() => "", inWords);
    assert.match(said, new RegExp(`port ${ports.gateway}/tcp \\(the portal and the API\\) is in use`));
    assert.match(said, new RegExp(`port ${ports.radiusAuth}/udp \\(RADIUS authentication\\) is in use`));
    assert.match(said, /\.\/beacom up --port-base \d+/);
    if (process.platform === "linux") assert.match(said, new RegExp(`by .* \\(process ${process.pid}\\)`));
  } finally {
    server.close();
    socket.close();
  }
  await refuseBusyPorts(ports);
});
