import assert from "node:assert/strict";
import { ok, refuse } from "@beacom/result";
import fc from "fast-check";
import { describe, test } from "vitest";
import { mostLogoOctets, readLogo } from "#domain/settings-logo";

const octets = (text: string) => new TextEncoder().encode(text);

test("a drawing is known by what is in it", () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>';
  assert.deepEqual(
    readLogo(octets(`<!-- made by a program -->${svg}`)),
    ok({ mediaType: "image/svg+xml", content: octets(svg) }),
  );
});

describe("refused is", () => {
  test.each([
    ["more than 200 KiB", new Uint8Array(mostLogoOctets + 1), { kind: "logo-too-large" }],
    ["nothing", new Uint8Array(), { kind: "logo-not-a-picture" }],
    ["words", octets("Karoo Net"), { kind: "logo-not-a-picture" }],
    ["a picture of another kind", octets("GIF89a"), { kind: "logo-not-a-picture" }],
    ["a drawing in UTF-16", new Uint8Array([0xff, 0xfe, 0x3c, 0x00]), { kind: "logo-not-a-picture" }],
    ["a drawing that runs", octets("<svg><script/></svg>"), { kind: "svg-not-safe", because: "element script" }],
    ["a PNG that is cut off", new Uint8Array([0x89, 0x50]), { kind: "png-not-readable", because: "no-signature" }],
  ])("%s", (_, bytes, refusal) => assert.deepEqual(readLogo(bytes), refuse(refusal)));
});

test("any octets are answered, and what is kept is kept again as it is", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const logo = readLogo(bytes);
      if (logo.ok) assert.deepEqual(readLogo(logo.value.content), logo);
    }),
  );
});
