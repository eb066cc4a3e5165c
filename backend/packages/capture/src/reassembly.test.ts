import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, test } from "vitest";
import { Reassembly } from "#reassembly";
import { noon, pcapFile, type Written } from "#testing/capture-files";
import { ethernet, extension, filler, ipv4, ipv6, ipv6Fragment, text, udp } from "#testing/packets";
import { readAll } from "#testing/read-all";

const eap = filler(3_001);
const datagram = udp(eap);

type Cut = { first: number; more: boolean; bytes: Uint8Array };

/** Cut as a line of this size would, whose pieces are multiples of eight octets. */
function cutUp(whole: Uint8Array, size: number): Cut[] {
  const cuts: Cut[] = [];
  for (let first = 0; first < whole.length; first += size) {
    cuts.push({ first, more: first + size < whole.length, bytes: whole.subarray(first, first + size) });
  }
  return cuts;
}

const asIpv4 = (cut: Cut, id = 7): Written => ({ bytes: ethernet(ipv4(cut.bytes, { ...cut, id })) });
const asIpv6 = (cut: Cut, id = 7): Written => ({
  bytes: ethernet(ipv6Fragment(cut.bytes, { ...cut, id }), { type: 0x86dd }),
});
const recordsOf = (count: number, file: Written[]): number =>
  24 + file.slice(0, count).reduce((sum, { bytes }) => sum + 16 + bytes.length, 0) + 16;

describe("fragments", () => {
  test("become the datagram that was cut, in any order and with repeats, of both versions of IP", async () => {
    const cuts = cutUp(datagram, 1_480);
    const orders = fc.shuffledSubarray([0, 1, 2, 0, 1], { minLength: 5 }).filter((order) => order.indexOf(2) === 4);
    await fc.assert(
      fc.asyncProperty(orders, fc.constantFrom(asIpv4, asIpv6), async (order, wrap) => {
        const { payloads, refusals, counts } = await readAll(pcapFile(order.map((i) => wrap(cuts[i]!))));
        assert.deepEqual(refusals, []);
        assert.deepEqual(payloads, [eap]);
        assert.deepEqual([counts.fragments, counts.datagrams], [5, 1]);
      }),
    );
  });

  test("of any sizes become the datagram", async () => {
    const cuttings = fc.uniqueArray(fc.integer({ min: 1, max: 375 }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(cuttings, fc.gen(), async (places, gen) => {
        const edges = [0, ...places.map((place) => place * 8).toSorted((a, b) => a - b), datagram.length];
        const cuts = edges.slice(0, -1).map((first, i) => {
          const end = edges[i + 1]!;
          return { first, more: end < datagram.length, bytes: datagram.subarray(first, end) };
        });
        const shuffled = gen(fc.shuffledSubarray, cuts, { minLength: cuts.length });
        const { payloads } = await readAll(pcapFile(shuffled.map((cut) => asIpv4(cut))));
        assert.deepEqual(payloads, [eap]);
      }),
    );
  });

  test("of datagrams that come at the same time do not mix", async () => {
    const [one, two] = [1, 2].map((n) => cutUp(udp(filler(2_000).fill(n)), 1_480));
    const mixed = [asIpv4(one![0]!, 1), asIpv4(two![0]!, 2), asIpv4(two![1]!, 2), asIpv4(one![1]!, 1)];
    const { payloads } = await readAll(pcapFile(mixed));
    assert.deepEqual(
      payloads.map((payload) => [payload.length, payload[1_999]]),
      [
        [2_000, 2],
        [2_000, 1],
      ],
    );
    const strangers = [
      asIpv4(one![0]!),
      { bytes: ethernet(ipv4(one![1]!.bytes, { ...one![1]!, source: [10, 0, 0, 9] })) },
    ];
    assert.equal((await readAll(pcapFile(strangers))).refusals.length, 2);
  });

  test("may have extension headers of IPv6 in what they carry, but no fragments", async () => {
    const carried = extension(17, 3, datagram);
    const cuts = cutUp(carried, 1_448).map((cut) => ({
      bytes: ethernet(ipv6Fragment(cut.bytes, { ...cut, next: 60 }), { type: 0x86dd }),
    }));
    assert.deepEqual((await readAll(pcapFile(cuts))).payloads, [eap]);
    const inner = ipv6Fragment(datagram, { more: true }).subarray(40);
    const nested = cutUp(inner, 2_000).map((cut) => ({
      bytes: ethernet(ipv6Fragment(cut.bytes, { ...cut, next: 44 }), { type: 0x86dd }),
    }));
    const { refusals } = await readAll(pcapFile(nested));
    assert.deepEqual(refusals, [{ kind: "fragment-of-fragment", offset: recordsOf(1, nested) }]);
  });

  test("that are the whole need no others", async () => {
    const { datagrams, refusals, counts } = await readAll(
      pcapFile([{ bytes: ethernet(ipv6Fragment(udp(text("hello")), {}), { type: 0x86dd }) }]),
    );
    assert.deepEqual([datagrams.length, refusals, counts.fragments], [1, [], 0]);
  });
});

describe("fragments are refused", () => {
  const [head, middle, tail] = cutUp(datagram, 1_480) as [Cut, Cut, Cut];

  test.each([
    ["when they overlap", { ...middle, first: 1_472 }],
    ["when one lies within another", { first: 8, more: true, bytes: datagram.subarray(16, 24) }],
    ["when they repeat a place with other octets", { ...head, bytes: filler(1_480) }],
  ])("%s, with all that follows of that datagram", async (_, wrong) => {
    const file = [head, wrong, middle, tail].map((cut) => asIpv4(cut));
    const { datagrams, refusals } = await readAll(pcapFile(file));
    assert.deepEqual(datagrams, []);
    assert.deepEqual(refusals, [{ kind: "fragment-overlaps", offset: recordsOf(1, file) }]);
  });

  test.each([
    ["when they have two ends", [head, tail, { ...tail, bytes: tail.bytes.subarray(0, 8) }]],
    ["when they go on behind their end", [head, tail, { first: 4_000, more: true, bytes: filler(8) }]],
    ["when they end before others begin", [head, { first: 4_000, more: true, bytes: filler(8) }, tail]],
  ])("%s", async (_, cuts) => {
    const file = cuts.map((cut) => asIpv4(cut));
    const { datagrams, refusals } = await readAll(pcapFile(file));
    assert.deepEqual([datagrams, refusals], [[], [{ kind: "fragment-overlaps", offset: recordsOf(2, file) }]]);
  });

  test.each([
    ["of no octets", { first: 8, more: true, bytes: new Uint8Array() }, "fragment-length-false"],
    ["of an odd length that is not the last", { first: 8, more: true, bytes: filler(9) }, "fragment-length-false"],
    ["beyond the longest datagram", { first: 65_528, more: false, bytes: filler(8) }, "fragment-beyond-longest"],
  ])("%s", async (_, cut, kind) => {
    const { refusals } = await readAll(pcapFile([asIpv4(cut)]));
    assert.deepEqual(refusals, [{ kind, offset: 40 }]);
  });

  test("where the last one begins, when together they are no datagram", async () => {
    const file = cutUp(udp(eap, { length: 3_100 }), 1_480).map((cut) => asIpv4(cut));
    const { refusals } = await readAll(pcapFile(file));
    assert.deepEqual(refusals, [{ kind: "udp-length-false", offset: recordsOf(2, file) }]);
  });

  test("as truncated when the snapshot length cut one, and the others then lack it", async () => {
    const file = [asIpv4(head), { bytes: asIpv4(middle).bytes.subarray(0, 96), originalLength: 1_514 }, asIpv4(tail)];
    const offset = recordsOf(1, file) + 96;
    assert.deepEqual((await readAll(pcapFile(file))).refusals, [
      { kind: "truncated-by-snaplen", offset, capturedOctets: 96, originalOctets: 1_514 },
      { kind: "fragments-missing", offset: 40, because: "end-of-capture" },
    ]);
  });
});

describe("what never comes is given up", () => {
  const [head, , tail] = cutUp(datagram, 1_480) as [Cut, Cut, Cut];
  const after = (written: Written, seconds: number): Written => ({
    ...written,
    atMicroseconds: noon + BigInt(seconds * 1_000_000),
  });
  const plain = { bytes: ethernet(ipv4(udp(text("hello")))) };

  test("after thirty seconds of the capture's time, and not before", async () => {
    const two = cutUp(udp(filler(2_000)), 1_480).map((cut) => asIpv4(cut)) as [Written, Written];
    const inTime = await readAll(pcapFile([after(two[0], 0), after(two[1], 30)]));
    assert.deepEqual([inTime.payloads, inTime.refusals], [[filler(2_000)], []]);
    const late = await readAll(pcapFile([after(two[0], 0), after(plain, 30.000_001), after(two[1], 31)]));
    assert.deepEqual(late.refusals, [
      { kind: "fragments-missing", offset: 40, because: "timeout" },
      { kind: "fragments-missing", offset: recordsOf(2, [two[0], plain]), because: "end-of-capture" },
    ]);
  });

  test("also when the clock was set back", async () => {
    const { refusals } = await readAll(pcapFile([after(asIpv4(head), 3_600), after(plain, 0)]));
    assert.deepEqual(refusals, [{ kind: "fragments-missing", offset: 40, because: "timeout" }]);
  });

  test("so that its number can be used again", async () => {
    const two = cutUp(udp(filler(2_000)), 1_480).map((cut) => asIpv4(cut)) as [Written, Written];
    const file = [after(asIpv4(tail), 0), after(two[0], 31), after(two[1], 31)];
    assert.deepEqual((await readAll(pcapFile(file))).payloads, [filler(2_000)]);
  });

  test("at the end of the capture", async () => {
    const { refusals } = await readAll(pcapFile([asIpv4(tail, 1), asIpv4(head, 2)]));
    assert.deepEqual(
      refusals.map(({ kind }) => kind),
      ["fragments-missing", "fragments-missing"],
    );
  });

  test("when there is too much of it, the oldest first", () => {
    const reassembly = new Reassembly();
    const missing: number[] = [];
    const bytes = filler(60_000);
    for (let n = 0; n < 5_000; n++) {
      reassembly.add(`${n}`, { first: 0, more: true, protocol: 17, bytes, offset: n, atMicroseconds: noon });
      missing.push(...reassembly.expire(noon).map(({ offset }) => offset));
    }
    assert.deepEqual(
      missing,
      Array.from({ length: missing.length }, (_, i) => i),
    );
    const held = 5_000 - missing.length;
    assert.ok(held * 60_000 <= 8 * 1024 * 1024 && held > 100, `${held} held`);

    const small = new Reassembly();
    const dropped: string[] = [];
    for (let n = 0; n < 3_000; n++) {
      const piece = { first: 0, more: true, protocol: 17, bytes: filler(8), offset: n, atMicroseconds: noon };
      small.add(`${n}`, piece);
      dropped.push(...small.expire(noon).map(({ because }) => because));
    }
    assert.equal(dropped.length, 3_000 - 1_024);
    assert.equal(small.end().length, 1_024);
    assert.deepEqual([...new Set(dropped)], ["too-many-at-once"]);
  });
});

test("a packet of IPv6 that is a fragment of something else is passed over", async () => {
  const icmp = { bytes: ethernet(ipv6Fragment(filler(64), { next: 58, more: true }), { type: 0x86dd }) };
  const none = { bytes: ethernet(ipv6(filler(8), { next: 6 }), { type: 0x86dd }) };
  const { refusals, counts } = await readAll(pcapFile([icmp, none]));
  assert.deepEqual([refusals, counts.otherTraffic], [[], 2]);
});
