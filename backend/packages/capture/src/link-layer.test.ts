import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { describe, test } from "vitest";
import { pcapFile } from "#testing/capture-files";
import { ethernet, extension, ipv4, ipv6, linuxCooked, linuxCooked2, loopback, text, udp } from "#testing/packets";
import { readAll } from "#testing/read-all";

const hello = udp(text("hello"));
const four = ipv4(hello);
const six = ipv6(hello);
const said = "10.0.0.1:40000 > 10.0.0.2:1812 hello";
const saidBySix = "2001:db8::1:40000 > 2001:db8:0:1::2:1812 hello";

const lines: [string, number, Uint8Array, string][] = [
  ["Ethernet", 1, ethernet(four), said],
  ["Ethernet with IPv6", 1, ethernet(six, { type: 0x86dd }), saidBySix],
  ["Ethernet padded to sixty octets", 1, Buffer.concat([ethernet(four), new Uint8Array(13)]), said],
  ["Ethernet with an 802.1Q tag", 1, ethernet(four, { tags: [0x8100] }), said],
  ["Ethernet with QinQ", 1, ethernet(six, { type: 0x86dd, tags: [0x88a8, 0x8100] }), saidBySix],
  ["Ethernet with five tags", 1, ethernet(four, { tags: [0x9100, 0x8100, 0x8100, 0x8100, 0x8100] }), said],
  ["Linux cooked", 113, linuxCooked(four), said],
  ["Linux cooked with IPv6", 113, linuxCooked(six, 0x86dd), saidBySix],
  ["Linux cooked, version 2", 276, linuxCooked2(four), said],
  ["Linux cooked, version 2, with IPv6", 276, linuxCooked2(six, 0x86dd), saidBySix],
  ["raw IP", 101, four, said],
  ["raw IP, version 6", 101, six, saidBySix],
  ["raw IP of BSD", 12, four, said],
  ["raw IPv4", 228, four, said],
  ["raw IPv6", 229, six, saidBySix],
  ["loopback of a small machine", 0, loopback(four), said],
  ["loopback of a big-endian machine", 0, loopback(six, [0, 0, 0, 24]), saidBySix],
  ["loopback of macOS with IPv6", 0, loopback(six, [30, 0, 0, 0]), saidBySix],
  ["loopback of OpenBSD", 108, loopback(four, [0, 0, 0, 2]), said],
  ["IPv4 with options", 1, ethernet(ipv4(hello, { options: [7, 7, 4, 0, 0, 0, 0, 0] })), said],
  ["IPv6 with extension headers", 229, ipv6(extension(60, 0, extension(17, 2, hello)), { next: 0 }), saidBySix],
  [
    "IPv6 with an authentication header",
    229,
    ipv6(Buffer.concat([Uint8Array.of(17, 4), new Uint8Array(22), hello]), { next: 51 }),
    saidBySix,
  ],
];

describe("a datagram is found on", () => {
  test.each(lines)("%s", async (_, linkType, frame, expected) => {
    const { datagrams, refusals, counts } = await readAll(pcapFile([{ bytes: frame }], { linkType }));
    assert.deepEqual(refusals, []);
    assert.deepEqual(datagrams, [expected]);
    assert.deepEqual(counts, { packets: 1, datagrams: 1, fragments: 0, otherTraffic: 0, cutOctets: 0 });
  });
});

describe.skipIf(spawnSync("tcpdump", ["--version"]).status !== 0)("tcpdump finds the same on", () => {
  test.each(lines)("%s", (_, linkType, frame) => {
    const input = pcapFile([{ bytes: frame }], { linkType });
    const line = execFileSync("tcpdump", ["-nn", "-r", "-"], { input, encoding: "utf8", stdio: "pipe" });
    assert.match(line, /IP6? (10\.0\.0\.1|2001:db8::1)\b.* > (10\.0\.0\.2|2001:db8:0:1::2)\b/);
    assert.match(line, /\b40000 > .*\b1812: /);
  });
});

describe("other traffic is passed over, and counted", () => {
  test.each([
    ["ARP", 1, ethernet(new Uint8Array(28), { type: 0x0806 })],
    ["an 802.3 frame", 1, ethernet(new Uint8Array(40), { type: 40 })],
    ["TCP", 1, ethernet(ipv4(new Uint8Array(20), { protocol: 6 }))],
    ["a fragment of ICMP", 1, ethernet(ipv4(new Uint8Array(64), { protocol: 1, more: true }))],
    ["IPv6 without anything after it", 229, ipv6(new Uint8Array(), { next: 59 })],
    ["AppleTalk on a loopback", 0, loopback(four, [16, 0, 0, 0])],
    ["a loopback of no family", 0, loopback(four, [1, 2, 3, 4])],
    ["Linux cooked with another protocol", 113, linuxCooked(new Uint8Array(9), 4)],
  ])("%s", async (_, linkType, bytes) => {
    const { datagrams, refusals, counts } = await readAll(pcapFile([{ bytes }], { linkType }));
    assert.deepEqual([datagrams, refusals, counts.otherTraffic], [[], [], 1]);
  });
});

describe("a packet that lies about itself is refused with its octet, and the next is read", () => {
  // A file's header and a record's header stand before.
  const start = 40;
  test.each([
    ["shorter than Ethernet", 1, ethernet(four).subarray(0, 13), "frame-too-short", start + 13],
    ["ending inside a tag", 1, ethernet(new Uint8Array(), { type: 0x8100 }), "frame-too-short", start + 14],
    ["nothing after Ethernet", 1, ethernet(new Uint8Array()), "frame-too-short", start + 14],
    ["ending inside an IPv4 header", 101, four.subarray(0, 19), "frame-too-short", start + 19],
    ["ending inside an IPv6 header", 101, six.subarray(0, 39), "frame-too-short", start + 39],
    ["IPv6 where Ethernet says IPv4", 1, ethernet(six), "ip-version-false", start + 14],
    ["IPv4 where the file says IPv6", 229, four, "ip-version-false", start],
    ["IP of the fifth version", 101, Uint8Array.of(0x50), "ip-version-false", start],
    ["a header of four octets", 101, Uint8Array.from([0x41, ...four.subarray(1)]), "ip-header-false", start],
    ["shorter than its header", 101, ipv4(hello, { totalLength: 19 }), "ip-header-false", start],
    ["longer than its frame", 101, ipv4(hello, { totalLength: 34 }), "ip-overruns-frame", start + 2],
    ["IPv6 longer than its frame", 101, ipv6(hello, { payloadLength: 14 }), "ip-overruns-frame", start + 4],
    [
      "an extension header longer than its packet",
      101,
      ipv6(extension(17, 0, text("")).with(1, 9), { next: 0 }),
      "ip-header-false",
      start + 40,
    ],
    ["half an extension header", 101, ipv6(text("half"), { next: 60 }), "ip-header-false", start + 40],
    ["half a UDP header", 101, ipv4(hello.subarray(0, 7)), "udp-length-false", start + 20],
    ["UDP longer than its packet", 101, ipv4(udp(text("hello"), { length: 14 })), "udp-length-false", start + 24],
    ["UDP shorter than its header", 101, ipv4(udp(text("hello"), { length: 7 })), "udp-length-false", start + 24],
  ])("%s", async (_, linkType, bytes, kind, offset) => {
    const next = linkType === 1 ? ethernet(four) : linkType === 229 ? six : four;
    const { datagrams, refusals } = await readAll(pcapFile([{ bytes }, { bytes: next }], { linkType }));
    assert.deepEqual(refusals, [{ kind, offset }]);
    assert.equal(datagrams.length, 1);
  });
});

describe("a packet that the snapshot length cut", () => {
  test("is reported as truncated wherever it was cut, and is never given in part", async () => {
    const whole = ethernet(ipv4(hello));
    for (let captured = 0; captured < whole.length; captured++) {
      const file = pcapFile([{ bytes: whole.subarray(0, captured), originalLength: whole.length }]);
      const { datagrams, refusals } = await readAll(file);
      const lengths = { capturedOctets: captured, originalOctets: whole.length };
      assert.deepEqual(refusals, [{ kind: "truncated-by-snaplen", offset: 40 + captured, ...lengths }]);
      assert.deepEqual(datagrams, []);
    }
  });

  test("is given whole when only padding was cut off", async () => {
    const file = pcapFile([{ bytes: ethernet(four), originalLength: 60 }]);
    assert.deepEqual((await readAll(file)).datagrams, [said]);
  });

  test("is passed over when it is known not to be UDP", async () => {
    const cut = ethernet(ipv4(new Uint8Array(1_000), { protocol: 6 })).subarray(0, 54);
    const { refusals, counts } = await readAll(pcapFile([{ bytes: cut, originalLength: 1_034 }]));
    assert.deepEqual([refusals, counts.otherTraffic], [[], 1]);
  });
});
