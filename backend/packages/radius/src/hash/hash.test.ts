import assert from "node:assert/strict";
import { createCipheriv, createHash, createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, test } from "vitest";
import { desEncryptInto } from "#hash/des";
import { md4 } from "#hash/md4";
import { hmacMd5, hmacPadsOf, Md5, md5 } from "#hash/md5";
import { Sha1, sha1 } from "#hash/sha1";

const ascii = (text: string) => Buffer.from(text);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const digits = "1234567890";

describe("MD5", () => {
  test("agrees with the test suite of RFC 1321", () => {
    const suite: [string, string][] = [
      ["", "d41d8cd98f00b204e9800998ecf8427e"],
      ["a", "0cc175b9c0f1b6a831c399e269772661"],
      ["abc", "900150983cd24fb0d6963f7d28e17f72"],
      ["message digest", "f96b697d7cb7938d525a2f31aaf161d0"],
      ["abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"],
      ["ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "d174ab98d277d9f5a5611c2c9f419d9f"],
      [digits.repeat(8), "57edf4a22be3c955ac49da2e2107b67a"],
    ];
    for (const [text, digest] of suite) assert.equal(hex(md5(ascii(text))), digest);
  });

  test("agrees with OpenSSL on any message in any pieces", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 8 }), (parts) => {
        assert.equal(hex(md5(...parts)), createHash("md5").update(Buffer.concat(parts)).digest("hex"));
      }),
      { numRuns: 2_000 },
    );
  });

  test("hashes a part of an array as it would that part alone", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.nat(), fc.nat(), (bytes, a, b) => {
        const [from, to] = [a % bytes.length, b % bytes.length].sort((x, y) => x - y);
        const hash = new Md5();
        const out = new Uint8Array(18);
        hash.start();
        hash.update(bytes, from, to);
        hash.finishInto(out, 2);
        assert.deepEqual(out.subarray(2), md5(bytes.subarray(from, to)));
      }),
    );
  });
});

describe("HMAC-MD5", () => {
  test("agrees with the vectors of RFC 2104", () => {
    const vectors: [Uint8Array, Uint8Array, string][] = [
      [Buffer.alloc(16, 0x0b), ascii("Hi There"), "9294727a3638bb1c13f48ef8158bfc9d"],
      [ascii("Jefe"), ascii("what do ya want for nothing?"), "750c783e6ab0b503eaa86e310a5db738"],
      [Buffer.alloc(16, 0xaa), Buffer.alloc(50, 0xdd), "56be34521d144c88dbb8c733f0e8b3f6"],
    ];
    for (const [key, text, digest] of vectors) assert.equal(hex(hmacMd5(hmacPadsOf(key), text)), digest);
  });

  test("agrees with OpenSSL for any key, also longer than a block", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 150 }), fc.uint8Array({ maxLength: 500 }), (key, text) => {
        assert.equal(hex(hmacMd5(hmacPadsOf(key), text)), createHmac("md5", key).update(text).digest("hex"));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("SHA-1", () => {
  test("agrees with the test suite of RFC 3174 section 7.3", () => {
    const suite: [string, string][] = [
      ["abc", "a9993e364706816aba3e25717850c26c9cd0d89d"],
      ["abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "84983e441c3bd26ebaae4aa1f95129e5e54670f1"],
      ["a".repeat(1_000_000), "34aa973cd4c4daa4f61eeb2bdbad27316534016f"],
      ["01234567".repeat(80), "dea356a2cddd90c7a7ecedc5ebb563934f460452"],
    ];
    for (const [text, digest] of suite) assert.equal(hex(sha1(ascii(text))), digest);
  });

  test("agrees with OpenSSL on any message in any pieces", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 8 }), (parts) => {
        assert.equal(hex(sha1(...parts)), createHash("sha1").update(Buffer.concat(parts)).digest("hex"));
      }),
      { numRuns: 2_000 },
    );
  });

  test("gives as much of a digest as is wanted, and no octet more", () => {
    const hash = new Sha1();
    const out = new Uint8Array(12);
    hash.start();
    hash.update(ascii("xabcx"), 1, 4);
    hash.finishInto(out, 2, 8);
    assert.equal(hex(out), "0000a9993e364706816a0000");
  });
});

describe("DES", () => {
  const encrypted = (block: Uint8Array, key: Uint8Array) => {
    const out = new Uint8Array(8);
    desEncryptInto(block, key, 0, out, 0);
    return hex(out);
  };

  test("agrees with the example of RFC 2759 section 9.2", () => {
    // The first third of the NT hash of "clientPass", and the first third of its response.
    const key = Buffer.from("44ebba8d5312b8", "hex");
    assert.equal(encrypted(Buffer.from("d02e4386bce91226", "hex"), key), "82309ecd8d708b5e");
  });

  test("agrees with OpenSSL's triple DES under one key three times, for any block and key, anywhere in an array", () => {
    const octets = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
    fc.assert(
      fc.property(octets(8), octets(14), fc.nat(7), fc.nat(5), (block, keys, keyOffset, outOffset) => {
        const key = keys.subarray(keyOffset, keyOffset + 7);
        const single = withParityBits(key);
        const cipher = createCipheriv("des-ede3-ecb", Buffer.concat([single, single, single]), null);
        const expected = cipher.setAutoPadding(false).update(block);
        const out = new Uint8Array(outOffset + 8);
        desEncryptInto(block, keys, keyOffset, out, outOffset);
        assert.equal(hex(out.subarray(outOffset)), hex(expected));
        assert.ok(out.subarray(0, outOffset).every((octet) => octet === 0));
      }),
      { numRuns: 2_000 },
    );
  });
});

/** 7 octets are 8 groups of 7 bits; the lowest bit of each octet is parity, which OpenSSL does not look at. */
function withParityBits(key: Uint8Array): Uint8Array {
  const bits = BigInt(`0x${hex(key)}`);
  return Uint8Array.from({ length: 8 }, (_, i) => Number((bits >> BigInt(49 - 7 * i)) & 0x7fn) << 1);
}

describe("MD4", () => {
  test("agrees with the test suite of RFC 1320", () => {
    const suite: [string, string][] = [
      ["", "31d6cfe0d16ae931b73c59d7e0c089c0"],
      ["a", "bde52cb31de33e46245e05fbdbd6fb24"],
      ["abc", "a448017aaf21d8525fc10ae87aa6729d"],
      ["message digest", "d9130a8164549fe818874806e1c7014b"],
      ["abcdefghijklmnopqrstuvwxyz", "d79e1c308aa5bbcdeea8ed63df412da9"],
      ["ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "043f8582f241db351ce627e153e7f0e4"],
      [digits.repeat(8), "e33b4ddc9c38f2199c3e7b164fcc0536"],
    ];
    for (const [text, digest] of suite) assert.equal(hex(md4(ascii(text))), digest);
  });

  test("agrees with its definition on any message", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (message) => {
        assert.equal(hex(md4(message)), hex(definedMd4(message)));
      }),
      { numRuns: 2_000 },
    );
  });
});

/** MD4 as RFC 1320 section 3 tells it, step by step; OpenSSL 3 has it no longer. */
function definedMd4(message: Uint8Array): Uint8Array {
  const padded = new Uint8Array((((message.length + 8) >> 6) + 1) << 6);
  padded.set(message);
  padded[message.length] = 0x80;
  const words = new DataView(padded.buffer);
  words.setUint32(padded.length - 8, message.length << 3, true);
  const order = [
    (i: number) => i,
    (i: number) => ((i & 3) << 2) | (i >> 2),
    (i: number) => ((i & 1) << 3) | ((i & 2) << 1) | ((i & 4) >> 1) | (i >> 3),
  ];
  const shifts = [
    [3, 7, 11, 19],
    [3, 5, 9, 13],
    [3, 9, 11, 15],
  ];
  const mix = [
    (x: number, y: number, z: number) => (x & y) | (~x & z),
    (x: number, y: number, z: number) => (x & y) | (x & z) | (y & z),
    (x: number, y: number, z: number) => x ^ y ^ z,
  ];
  const added = [0, 0x5a827999, 0x6ed9eba1];
  const state = new Int32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]);
  for (let block = 0; block < padded.length; block += 64) {
    let [a = 0, b = 0, c = 0, d = 0] = state;
    for (let step = 0; step < 48; step++) {
      const round = step >> 4;
      const word = words.getInt32(block + 4 * order[round]!(step & 15), true);
      const sum = (a + mix[round]!(b, c, d) + word + added[round]!) | 0;
      const shift = shifts[round]![step & 3]!;
      [a, b, c, d] = [d, (sum << shift) | (sum >>> (32 - shift)), b, c];
    }
    for (const [i, word] of [a, b, c, d].entries()) state[i] = state[i]! + word;
  }
  return new Uint8Array(state.buffer);
}
