import assert from "node:assert/strict";
import { valueOf } from "@beacom/result";
import { describe, test } from "vitest";
import { readCapture } from "#read-capture";
import { blocks, noon, type Order, pcapFile, pcapngFile } from "#testing/capture-files";
import { ethernet, ipv4, text, udp } from "#testing/packets";
import { chunksOf, readAll } from "#testing/read-all";

const frameOf = (words: string): Uint8Array => ethernet(ipv4(udp(text(words))));
const hello = { bytes: frameOf("hello") };
const again = { bytes: frameOf("again") };
const said = "10.0.0.1:40000 > 10.0.0.2:1812";
const orders: Order[] = ["big", "little"];

describe("pcap", () => {
  test.each(
    orders.flatMap((order) => [
      { order, nanoseconds: false },
      { order, nanoseconds: true },
    ]),
  )("is read in every form: $order endian, nanoseconds: $nanoseconds", async (form) => {
    const file = pcapFile([{ ...hello, atMicroseconds: noon + 123_456n }, again], form);
    const { datagrams, microseconds, refusals } = await readAll(file);
    assert.deepEqual(datagrams, [`${said} hello`, `${said} again`]);
    assert.deepEqual(microseconds, [noon + 123_456n, noon]);
    assert.deepEqual(refusals, []);
  });

  test("gives each datagram with its time to the millisecond as well", async () => {
    const file = pcapFile([{ ...hello, atMicroseconds: noon + 123_456n }]);
    for await (const item of readCapture(chunksOf(file, 100))) {
      assert.equal(valueOf(item).at.toISOString(), "2026-03-01T12:00:00.123Z");
      assert.deepEqual(valueOf(item).source, { address: "10.0.0.1", port: 40_000 });
      assert.deepEqual(valueOf(item).destination, { address: "10.0.0.2", port: 1812 });
      assert.deepEqual(valueOf(item).payload, new Uint8Array(text("hello")));
    }
  });

  test("is read the same in chunks of any size", async () => {
    const file = pcapFile([hello, again, hello]);
    const whole = await readAll(file);
    for (let octets = 1; octets < 80; octets++) assert.deepEqual(await readAll(file, octets), whole);
  });

  test("knows its link type under the bits that say how long checksums are", async () => {
    assert.equal((await readAll(pcapFile([hello], { linkType: 0x1400_0001 }))).datagrams.length, 1);
  });

  test.each([
    ["nothing", new Uint8Array(), { kind: "cut-in-header", offset: 0 }],
    ["three octets", Uint8Array.of(0xa1, 0xb2, 0xc3), { kind: "cut-in-header", offset: 3 }],
    ["a text", text("hello, this is no capture"), { kind: "not-a-capture", offset: 0 }],
    ["half a header", pcapFile([]).subarray(0, 23), { kind: "cut-in-header", offset: 23 }],
    ["another version", pcapFile([hello], { version: 3 }), { kind: "unsupported-version", offset: 4 }],
    ["wireless", pcapFile([hello], { linkType: 105 }), { kind: "unsupported-link-type", offset: 20, linkType: 105 }],
    [
      "a record that is too long",
      pcapFile([hello]).with(32, 0).with(34, 0x10),
      { kind: "record-too-long", offset: 32, octets: 0x10_0000 },
    ],
  ])("is refused when it is %s", async (_, file, refusal) => {
    const { datagrams, refusals } = await readAll(file);
    assert.deepEqual([datagrams, refusals], [[], [refusal]]);
  });
});

describe("pcapng", () => {
  test.each(orders)("is read in %s endian order", async (order) => {
    const { section, interface: described, packet, block } = blocks(order);
    const unknown = block(0x0bad_beef, new Uint8Array(100_001));
    const file = pcapngFile(
      section(),
      unknown,
      described(),
      packet(hello, { ticks: noon + 1n }),
      unknown,
      packet(again),
    );
    const { datagrams, microseconds, refusals } = await readAll(file);
    assert.deepEqual(refusals, []);
    assert.deepEqual(datagrams, [`${said} hello`, `${said} again`]);
    assert.deepEqual(microseconds, [noon + 1n, noon]);
    for (const octets of [1, 3, 17, 64]) assert.deepEqual((await readAll(file, octets)).datagrams, datagrams);
  });

  test.each(orders)("counts time as its interface does, in %s endian order", async (order) => {
    const { section, interface: described, packet } = blocks(order);
    const file = pcapngFile(
      section(),
      described({ resolution: 9 }),
      described({ resolution: 3, offsetSeconds: -3_600n }),
      described({ resolution: 0x80 | 10 }),
      packet(hello, { interfaceId: 0, ticks: noon * 1_000n + 999n }),
      packet(hello, { interfaceId: 1, ticks: noon / 1_000n }),
      packet(hello, { interfaceId: 2, ticks: (noon / 1_000_000n) * 1_024n + 512n }),
    );
    const { microseconds } = await readAll(file);
    assert.deepEqual(microseconds, [noon, noon - 3_600_000_000n, noon + 500_000n]);
  });

  test("takes packets without a time to be of that of the packet before", async () => {
    const { section, interface: described, packet, simplePacket } = blocks("little");
    const file = pcapngFile(section(), described(), simplePacket(hello), packet(hello), simplePacket(again));
    const { microseconds, datagrams } = await readAll(file);
    assert.deepEqual(microseconds, [0n, noon, noon]);
    assert.equal(datagrams[2], `${said} again`);
  });

  test("knows by the snapshot length how much of a simple packet was captured", async () => {
    const { section, interface: described, simplePacket } = blocks("little");
    const cut = { bytes: hello.bytes.subarray(0, 44), originalLength: 47 };
    const { refusals } = await readAll(pcapngFile(section(), described({ snapLength: 44 }), simplePacket(cut)));
    const offset = section().length + described().length + 12 + 44;
    assert.deepEqual(refusals, [{ kind: "truncated-by-snaplen", offset, capturedOctets: 44, originalOctets: 47 }]);
  });

  test("may have sections of either order, each with interfaces of its own", async () => {
    const [big, little] = [blocks("big"), blocks("little")];
    const file = pcapngFile(
      big.section(),
      big.interface(),
      big.packet(hello),
      little.section(),
      little.packet(hello),
      little.interface(),
      little.packet(again),
    );
    const { datagrams, refusals } = await readAll(file);
    const offset = big.section().length * 2 + big.interface().length + big.packet(hello).length + 8;
    assert.deepEqual(datagrams, [`${said} hello`, `${said} again`]);
    assert.deepEqual(refusals, [{ kind: "unknown-interface", offset }]);
  });

  test("passes over the packets of an interface that is not read here, and says so once", async () => {
    const { section, interface: described, packet } = blocks("little");
    const [other, mine] = [packet(hello), packet(again, { interfaceId: 1 })];
    const file = pcapngFile(section(), described({ linkType: 127 }), described(), other, other, mine);
    const { datagrams, refusals, counts } = await readAll(file);
    assert.deepEqual(datagrams, [`${said} again`]);
    assert.deepEqual(refusals, [{ kind: "unsupported-link-type", offset: section().length + 8, linkType: 127 }]);
    assert.equal(counts.otherTraffic, 2);
  });

  const { section, interface: described, packet, block } = blocks("big");
  const start = section().length;
  const first = start + described().length;
  const lying = (file: Uint8Array, at: number, octet: number) => Uint8Array.from(file).with(at, octet);
  const good = pcapngFile(section(), described(), packet(hello), packet(again));
  test.each([
    ["half a section header", section().subarray(0, 20), { kind: "cut-in-header", offset: 20 }],
    ["eleven octets", section().subarray(0, 11), { kind: "cut-in-header", offset: 11 }],
    ["of no order of octets", lying(section(), 8, 0), { kind: "not-a-capture", offset: 8 }],
    ["of another version", section(2), { kind: "unsupported-version", offset: 12 }],
    ["with a block of an odd length", lying(good, start + 7, 21), { kind: "block-length-false", offset: start + 4 }],
    ["with a block of four octets", lying(good, start + 7, 4), { kind: "block-length-false", offset: start + 4 }],
    ["with two lengths", lying(good, first - 1, 0), { kind: "block-length-false", offset: first - 4 }],
    [
      "with two lengths of a block that is passed over",
      lying(pcapngFile(section(), block(99, [1, 2, 3, 4])), start + 15, 0),
      { kind: "block-length-false", offset: start + 12 },
    ],
    [
      "with a block too long to be one",
      lying(good, start + 4, 1),
      { kind: "record-too-long", offset: start + 4, octets: 0x0100_0000 + described().length },
    ],
    [
      "with an interface of no link type",
      pcapngFile(section(), block(1, [0, 1])),
      { kind: "block-length-false", offset: start + 4 },
    ],
    [
      "with an option longer than its block",
      lying(good, start + 18, 1),
      { kind: "option-overruns-block", offset: start + 16 },
    ],
  ])("is refused when it is %s", async (_, file, refusal) => {
    const { datagrams, refusals } = await readAll(file);
    assert.deepEqual([datagrams, refusals], [[], [refusal]]);
  });

  test.each([
    ["longer than its block", packet(hello, { captured: 57 }), { kind: "packet-overruns-block", offset: first + 20 }],
    ["half a header", block(6, new Uint8Array(16)), { kind: "packet-overruns-block", offset: first + 8 }],
    ["of nobody's interface", packet(hello, { interfaceId: 1 }), { kind: "unknown-interface", offset: first + 8 }],
    ["simple, and longer than its block", block(3, [0, 0, 1, 0]), { kind: "packet-overruns-block", offset: first + 8 }],
    ["simple, and without a length", block(3, []), { kind: "packet-overruns-block", offset: first + 8 }],
    [
      "of a time beyond the end of dates",
      packet(hello, { ticks: 2n ** 64n - 1n }),
      { kind: "time-out-of-range", offset: first + 28 },
    ],
  ])("refuses one packet and reads the next when it is %s", async (_, wrong, refusal) => {
    const { datagrams, refusals } = await readAll(pcapngFile(section(), described(), wrong, packet(again)));
    assert.deepEqual([datagrams, refusals], [[`${said} again`], [refusal]]);
  });
});

describe("a capture that is cut anywhere", () => {
  const { section, interface: described, packet, block } = blocks("little");
  const unknown = block(4, new Uint8Array(40));
  test.each([
    ["pcap", pcapFile([hello, again]), [24, 24 + 16 + 47, 24 + 2 * (16 + 47)]],
    ["pcapng", pcapngFile(section(), described(), packet(hello), unknown, packet(again)), undefined],
  ])("%s: gives what is whole, and counts the octets of what is not", async (_, file, edges) => {
    const ends = edges ?? blockEnds(file);
    for (let length = 0; length <= file.length; length++) {
      const { datagrams, refusals, counts } = await readAll(file.subarray(0, length), 50);
      if (length < ends[0]!) {
        assert.deepEqual(refusals, [{ kind: "cut-in-header", offset: length }]);
        continue;
      }
      assert.deepEqual(refusals, []);
      assert.equal(counts.cutOctets, length - ends.findLast((end) => end <= length)!, `cut at ${length}`);
      assert.equal(counts.datagrams, datagrams.length);
    }
    assert.equal((await readAll(file)).datagrams.length, 2);
  });

  function blockEnds(file: Uint8Array): number[] {
    const ends: number[] = [];
    for (let at = 0; at < file.length; ends.push(at)) at += Buffer.from(file).readUInt32LE(at + 4);
    return ends;
  }
});

describe("the source", () => {
  test("is closed when nobody reads on", async () => {
    let closed = false;
    async function* source() {
      try {
        yield pcapFile([hello, again]);
        yield new Uint8Array();
      } finally {
        closed = true;
      }
    }
    for await (const item of readCapture(source())) {
      assert.ok(item.ok);
      break;
    }
    assert.equal(closed, true);
  });

  test("that fails lets its failure through", async () => {
    async function* source() {
      yield pcapFile([hello]);
      throw new Error("the disk is gone");
    }
    await assert.rejects(async () => {
      for await (const item of readCapture(source())) assert.ok(item.ok);
    }, /the disk is gone/);
  });

  test("is not read further ahead than a chunk", async () => {
    let given = 0;
    async function* source() {
      const file = pcapFile(Array.from({ length: 100 }, () => hello));
      for (const octets of [24, ...Array.from({ length: 100 }, () => 63)]) {
        yield file.subarray(given, given + octets);
        given += octets;
      }
    }
    let read = 0;
    for await (const item of readCapture(source())) {
      assert.ok(item.ok);
      read++;
      assert.ok(given <= 24 + 63 * read);
    }
    assert.equal(read, 100);
  });
});
