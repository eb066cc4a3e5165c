import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, test } from "vitest";
import { filler } from "#testing/packets";

const program = join(import.meta.dirname, "testing/live-capture.ts");
/** In a network of its own, whose loopback has the MTU of a real line, so that the kernel itself cuts datagrams up. */
const ownNetwork = ["-n", "sh", "-c", 'ip link set lo mtu 1500 up && exec "$0" "$@"'];
const possible =
  spawnSync("tcpdump", ["--version"]).status === 0 && spawnSync("unshare", [...ownNetwork, "true"]).status === 0;

type Line = {
  kind?: string;
  at: string;
  source: { address: string };
  destination: { address: string };
  payload: string;
  capturedOctets: number;
};

function capture(items: number, ...options: string[]): Line[] {
  const command = [...ownNetwork, process.execPath, program, `${items}`, ...options];
  const printed = execFileSync("unshare", command, { encoding: "utf8", timeout: 30_000 });
  return printed
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
}

describe.skipIf(!possible)("what tcpdump captures while datagrams pass, whole and in fragments of the kernel,", () => {
  test.each([
    ["on the loopback", ["-i", "lo"]],
    ["on the loopback, in nanoseconds", ["-i", "lo", "--time-stamp-precision=nano"]],
    ["on all interfaces", ["-i", "any"]],
    ["on all interfaces, as older ones wrote it", ["-i", "any", "-y", "LINUX_SLL"]],
  ])("is read as it was sent %s", (_, options) => {
    const before = Date.now();
    const lines = capture(8, ...options);
    const sent = [5, 1_400, 3_000, 9_000].map((length) => Buffer.from(filler(length)).toString("hex"));
    assert.deepEqual(
      lines.map(({ payload }) => payload),
      [...sent, ...sent],
    );
    const addresses = lines.map(({ source, destination }) => `${source.address} ${destination.address}`);
    assert.deepEqual(addresses.slice(3, 5), ["127.0.0.1 127.0.0.1", "::1 ::1"]);
    for (const { at } of lines) assert.ok(Math.abs(new Date(at).getTime() - before) < 30_000, at);
  });

  test("is reported as truncated when tcpdump takes too few octets of each", () => {
    // Five octets fit. One datagram is cut, then the first two fragments of three, then all of seven.
    const lines = capture(11, "-i", "lo", "-s", "100", "ip");
    assert.deepEqual(
      lines.map(({ kind }) => kind),
      [undefined, ...Array.from({ length: 10 }, () => "truncated-by-snaplen")],
    );
    assert.ok(lines.slice(1).every(({ capturedOctets }) => capturedOctets === 100));
  });
});
