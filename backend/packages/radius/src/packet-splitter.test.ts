import assert from "node:assert/strict";
import { ok, valueOf } from "@beacom/result";
import fc from "fast-check";
import { describe, test } from "vitest";
import { packetSplitter } from "#packet-splitter";

const packet = fc.uint8Array({ minLength: 20, maxLength: 600 }).map((bytes) => {
  bytes[2] = bytes.length >> 8;
  bytes[3] = bytes.length;
  return bytes;
});
const cuts = fc.array(fc.integer({ min: 1, max: 700 }), { maxLength: 40 });
const hex = (packets: readonly Uint8Array[]) => packets.map((bytes) => Buffer.from(bytes).toString("hex"));

function* inPieces(stream: Uint8Array, sizes: readonly number[]) {
  let at = 0;
  for (const size of sizes) {
    yield stream.subarray(at, at + size);
    at += size;
  }
  yield stream.subarray(at);
}

describe("packets out of a stream", () => {
  test("come out whole and in their order, wherever the stream is cut", () => {
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 6 }), packet, fc.nat(), cuts, (packets, last, cut, sizes) => {
        const rest = last.subarray(0, cut % last.length);
        const splitter = packetSplitter();
        const out = [...inPieces(Buffer.concat([...packets, rest]), sizes)].flatMap((piece) =>
          valueOf(splitter.push(piece)),
        );
        assert.deepEqual(hex(out), hex(packets));
        assert.equal(splitter.pending, rest.length);
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    [19, "length-field-too-small"],
    [0, "length-field-too-small"],
    [4097, "length-field-too-large"],
    [65_535, "length-field-too-large"],
  ] as const)(
    "end where one states a length of %i, with the packets before it, wherever the stream is cut",
    (length, kind) => {
      fc.assert(
        fc.property(fc.array(packet, { maxLength: 4 }), cuts, (packets, sizes) => {
          const splitter = packetSplitter();
          const out: Uint8Array[] = [];
          const kinds: string[] = [];
          for (const piece of inPieces(
            Buffer.concat([...packets, Uint8Array.of(1, 1, length >> 8, length), new Uint8Array(50)]),
            sizes,
          )) {
            const pushed = splitter.push(piece);
            out.push(...(pushed.ok ? pushed.value : pushed.error.packets));
            if (!pushed.ok) kinds.push(`${pushed.error.kind} ${pushed.error.length}`);
          }
          assert.deepEqual(hex(out), hex(packets));
          assert.deepEqual(new Set(kinds), new Set([`${kind} ${length}`]));
          assert.equal(splitter.push(packets[0] ?? new Uint8Array(20)).ok, false);
        }),
      );
    },
  );

  test("the shortest and the longest packet are packets", () => {
    for (const length of [20, 4096]) {
      const bytes = new Uint8Array(length);
      bytes[2] = length >> 8;
      bytes[3] = length;
      assert.deepEqual(packetSplitter().push(bytes), ok([bytes]));
    }
  });

  test("an empty chunk says nothing", () => {
    assert.deepEqual(packetSplitter().push(new Uint8Array()), ok([]));
  });
});
