import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readCapture } from "#read-capture";
import { filler } from "#testing/packets";

/**
 * A program: `live-capture.ts ITEMS TCPDUMP-OPTION…` sends datagrams to this machine's loopback while tcpdump captures,
 * and prints the first ITEMS of what is read from tcpdump, one JSON line each.
 */
const [items, ...options] = process.argv.slice(2);
// The buffer (KiB) is for more packets than the eight that fit otherwise when each is given at once.
const always = ["-w", "-", "-U", "--immediate-mode", "-B", "16384", "-Z", "root"];
const tcpdump = spawn("tcpdump", [...always, ...options], { stdio: ["ignore", "pipe", "pipe"], timeout: 20_000 });
let said = "";
tcpdump.stderr.setEncoding("utf8").on("data", (words: string) => (said += words));
while (!said.includes("listening on")) await once(tcpdump.stderr, "data");

for (const [type, address] of [
  ["udp4", "127.0.0.1"],
  ["udp6", "::1"],
] as const) {
  const [from, to] = [createSocket(type), createSocket(type)];
  for (const socket of [from, to]) {
    socket.bind(0, address);
    await once(socket, "listening");
  }
  for (const length of [5, 1_400, 3_000, 9_000]) {
    from.send(filler(length), to.address().port, address);
    await once(to, "message");
  }
  from.close();
  to.close();
}

let left = Number(items);
for await (const item of readCapture(tcpdump.stdout)) {
  const line = item.ok
    ? { ...item.value, payload: Buffer.from(item.value.payload).toString("hex"), atMicroseconds: undefined }
    : item.error;
  process.stdout.write(`${JSON.stringify(line)}\n`);
  left--;
  if (left === 0) break;
}
tcpdump.kill();
