import assert from "node:assert/strict";
import { crc32 as crcOfZlib, deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, test } from "vitest";
import { ok, refuse, valueOf } from "@beacom/result";
import { cleanPng, crc32 } from "#domain/settings-png";

const chunk = (type: string, data: Uint8Array = new Uint8Array()): Buffer => {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  crc.writeUInt32BE(crcOfZlib(named));
  return Buffer.concat([length, named, crc]);
};
const header = (width = 1, height = 1) => {
  const data = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  return chunk("IHDR", data);
};
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const pixels = chunk("IDAT", deflateSync(Buffer.from([0, 255, 0, 0])));
const end = chunk("IEND");
const png = (...chunks: Buffer[]) => new Uint8Array(Buffer.concat([signature, ...chunks]));
const plain = png(header(), pixels, end);

test("a picture is kept as it is", () => assert.deepEqual(cleanPng(plain), ok(plain)));

test("words and places in a picture are left out", () => {
  const told = png(
    header(),
    chunk("tEXt", Buffer.from("Author\0Thandi")),
    chunk("eXIf", Buffer.from("-33.9,18.4")),
    pixels,
    end,
  );
  assert.deepEqual(cleanPng(told), ok(plain));
});

describe("refused is", () => {
  test.each([
    ["what is no PNG", new Uint8Array(Buffer.from("GIF89a")), "no-signature"],
    ["nothing", new Uint8Array(), "no-signature"],
    ["a picture that is cut off", plain.subarray(0, -3), "cut-off"],
    ["a chunk that is longer than the file", png(Buffer.from([255, 255, 255, 255]), header()), "cut-off"],
    ["something behind the end", png(header(), pixels, end, Buffer.from("<script>")), "more-behind-it"],
    ["a picture without a header", png(pixels, end), "no-header"],
    ["two headers", png(header(), header(), pixels, end), "no-header"],
    ["a picture of nothing", png(header(), end), "nothing-drawn"],
    ["a picture without pixels", png(header(0, 1), pixels, end), "size"],
    ["a picture that unpacks to gigabytes", png(header(100_000, 100_000), pixels, end), "size"],
    ["a chunk that readers must know and nobody does", png(header(), chunk("EVIL"), pixels, end), "chunk EVIL"],
    ["a chunk without a name", png(header(), chunk("a-1\0"), pixels, end), "chunk-unnamed"],
  ])("%s", (_, bytes, because) => assert.deepEqual(cleanPng(bytes), refuse({ kind: "png-not-readable", because })));

  test("a picture in which an octet changed", () => {
    const altered = Uint8Array.from(plain);
    altered[plain.length - 20] = (altered[plain.length - 20] ?? 0) ^ 1;
    assert.deepEqual(cleanPng(altered), refuse({ kind: "png-not-readable", because: "checksum IDAT" }));
  });
});

test("the checksum is zlib's", () =>
  fc.assert(fc.property(fc.uint8Array(), (bytes) => assert.equal(crc32(bytes), crcOfZlib(bytes)))));

test("any octets are answered, and what is kept is kept again", () => {
  const damaged = fc
    .tuple(fc.nat(plain.length - 1), fc.nat(255))
    .map(([at, octet]) => Uint8Array.from(plain).fill(octet, at, at + 1));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), damaged), (bytes) => {
      const answer = cleanPng(bytes);
      if (answer.ok) assert.deepEqual(valueOf(cleanPng(answer.value)), answer.value);
    }),
  );
});
