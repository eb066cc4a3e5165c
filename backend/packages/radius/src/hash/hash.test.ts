import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, test } from "vitest";
import { md4 } from "#hash/md4";
import { hmacMd5, hmacPadsOf, Md5, md5 } from "#hash/md5";

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

test("MD4 agrees with the test suite of RFC 1320", () => {
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
