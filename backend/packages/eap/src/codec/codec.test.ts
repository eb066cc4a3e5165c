import assert from "node:assert/strict";
import { valueOf } from "@beacom/result";
import fc from "fast-check";
import { describe, test } from "vitest";
import { type Avp, decodeAvps, encodeAvps } from "#codec/avp";
import { decodeFragment, encodeFragment, fragmentsOf } from "#codec/fragment";
import { decodeAnswer, encodeChallenge, encodeFailure, encodeSuccess } from "#codec/mschapv2";
import { decodeEap, EapCode, EapType, encodeEap } from "#codec/packet";
import { Reassembly } from "#codec/reassembly";
import { decodeResult, encodeResult } from "#codec/result-tlv";

const octets = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const octet = fc.integer({ min: 0, max: 255 });
const bytes = fc.uint8Array({ maxLength: 200 });
/** What a decoder of outside octets must do with any: answer. */
const answersTo = (decode: (bytes: Uint8Array) => { ok: boolean }) =>
  fc.assert(fc.property(bytes, (any) => typeof decode(any).ok === "boolean"));
const refusalOf = (result: { ok: true } | { ok: false; error: { kind: string } }) =>
  result.ok ? "none" : result.error.kind;

describe("an EAP packet", () => {
  test("is laid out as RFC 3748 section 4 draws it", () => {
    const identity = { code: EapCode.Response, identifier: 7, type: EapType.Identity, data: Buffer.from("nemo") };
    assert.equal(hex(encodeEap(identity)), "02070009016e656d6f");
    assert.equal(hex(encodeEap({ code: EapCode.Failure, identifier: 9 })), "04090004");
  });

  test("is decoded as it was encoded, also with padding behind it", () => {
    const code = fc.constantFrom(EapCode.Request, EapCode.Response);
    fc.assert(
      fc.property(code, octet, octet, bytes, bytes, (code, identifier, type, data, padding) => {
        const decoded = valueOf(decodeEap(Buffer.concat([encodeEap({ code, identifier, type, data }), padding])));
        assert.ok("type" in decoded);
        assert.deepEqual([decoded.code, decoded.identifier, decoded.type], [code, identifier, type]);
        assert.equal(hex(decoded.data), hex(data));
      }),
    );
  });

  test.each([
    ["0107", "shorter-than-a-header"],
    ["01070003", "length-field-too-small"],
    ["0107000601", "longer-than-the-octets"],
    ["0507000501", "unknown-code"],
    ["02070004", "without-a-type"],
    ["0307000501", "success-or-failure-with-data"],
  ])("%s is refused as %s", (packet, kind) => {
    assert.equal(refusalOf(decodeEap(octets(packet))), kind);
  });

  test("of any octets is decoded or refused", () => answersTo(decodeEap));
});

describe("a fragment", () => {
  test("has its flags and length where RFC 5216 section 3.1 has them", () => {
    assert.equal(hex(encodeFragment({ start: true })), "20");
    assert.equal(
      hex(encodeFragment({ more: true, messageOctets: 0x01020304, data: octets("aabb") })),
      "c001020304aabb",
    );
    const decoded = valueOf(decodeFragment(octets("c2 ff000001 99")));
    assert.deepEqual(
      { ...decoded, data: hex(decoded.data) },
      {
        start: false,
        more: true,
        messageOctets: 0xff000001,
        version: 2,
        data: "99",
      },
    );
  });

  test.each([
    ["", "fragment-without-flags"],
    ["80010203", "fragment-length-cut-short"],
  ])("%s is refused as %s", (fragment, kind) => {
    assert.equal(refusalOf(decodeFragment(octets(fragment))), kind);
  });

  test("of any octets is decoded or refused", () => answersTo(decodeFragment));
});

describe("a message in fragments", () => {
  const reassembled = (fragments: readonly Uint8Array[]) => {
    const reassembly = new Reassembly();
    return fragments.map((fragment) => reassembly.add(valueOf(decodeFragment(fragment))));
  };

  test("of any size comes out whole, with its last one", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3_000 }), fc.integer({ min: 1, max: 400 }), (message, size) => {
        const steps = reassembled(fragmentsOf(message, size)).map(valueOf);
        assert.equal(hex(steps.at(-1)!), hex(message));
        assert.ok(steps.slice(0, -1).every((step) => step === undefined));
      }),
    );
  });

  test("says its length in the first of several, and only there", () => {
    const flags = fragmentsOf(new Uint8Array(25), 10).map(([first]) => first! & 0xe0);
    assert.deepEqual(flags, [0xc0, 0x40, 0x00]);
    assert.deepEqual(hex(fragmentsOf(new Uint8Array(3), 10)[0]!), "00000000");
  });

  test.each([
    ["longer than it said", ["c0 00000003 aabb", "00 ccdd"], "message-of-another-length"],
    ["shorter than it said", ["c0 00000005 aabb", "00 cc"], "message-of-another-length"],
    ["complete before its last fragment", ["c0 00000002 aabb"], "message-of-another-length"],
    ["of more than 64 KiB", ["c0 00010001 aa"], "message-too-long"],
    ["in empty fragments", ["40"], "empty-fragment"],
  ])("%s is refused, and what came before still counts", (_what, fragments, kind) => {
    assert.equal(refusalOf(reassembled(fragments.map(octets)).at(-1)!), kind);
  });

  test("that never says its length is refused at 64 KiB too", () => {
    const endless = Array.from({ length: 66 }, () => encodeFragment({ more: true, data: new Uint8Array(1_000) }));
    assert.equal(refusalOf(reassembled(endless).at(-1)!), "message-too-long");
  });

  test("survives a fragment that does not fit", () => {
    const steps = reassembled(["c0 00000004 aabb", "00 ccddee", "00 ccdd"].map(octets));
    assert.deepEqual(steps.map(refusalOf), ["none", "message-of-another-length", "none"]);
    assert.equal(hex(valueOf(steps[2]!)!), "aabbccdd");
  });
});

describe("AVPs", () => {
  const avp: fc.Arbitrary<Avp> = fc.record({
    code: fc.nat({ max: 0xffff_ffff }),
    vendor: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 0xffff_ffff })),
    mandatory: fc.boolean(),
    value: fc.uint8Array({ maxLength: 50 }),
  });
  const plain = (avps: readonly Avp[]) => avps.map((avp) => ({ ...avp, value: hex(avp.value) }));

  test("are laid out as RFC 5281 section 10.1 draws them", () => {
    const name: Avp = { code: 1, vendor: 0, mandatory: true, value: Buffer.from("nemo5") };
    const success: Avp = { code: 26, vendor: 311, mandatory: false, value: octets("01") };
    assert.equal(
      hex(encodeAvps([name, success])),
      `00000001 4000000d 6e656d6f35 000000 0000001a 8000000d 00000137 01 000000`.replaceAll(" ", ""),
    );
  });

  test("are decoded as they were encoded, with or without the last one's padding", () => {
    fc.assert(
      fc.property(fc.array(avp, { maxLength: 6 }), (avps) => {
        const encoded = encodeAvps(avps);
        assert.deepEqual(plain(valueOf(decodeAvps(encoded))), plain(avps));
        const padding = (4 - ((avps.at(-1)?.value.length ?? 0) % 4)) % 4;
        assert.deepEqual(plain(valueOf(decodeAvps(encoded.subarray(0, encoded.length - padding)))), plain(avps));
      }),
    );
  });

  test.each([
    ["00000001 400000", "avp-header-cut-short"],
    ["00000001 40000007", "avp-length-too-small"],
    ["0000001a 80000008", "avp-length-too-small"],
    ["00000001 40000009", "avp-overruns-message"],
    ["00000001 40ffffff 00", "avp-overruns-message"],
  ])("%s is refused as %s", (message, kind) => {
    assert.equal(refusalOf(decodeAvps(octets(message))), kind);
  });

  test("of any octets are decoded or refused", () => answersTo(decodeAvps));
});

describe("an EAP-MSCHAPv2 packet", () => {
  const peerChallenge = "21402324255e262a28295f2b3a337c7e";
  const ntResponse = "82309ecd8d708b5ea08faa3981cd83544233114a3d85d6df";

  test("of the server is laid out as the draft's section 2 draws it", () => {
    assert.equal(hex(encodeChallenge(6, octets("0102"), "me")), "010600090201026d65");
    assert.equal(Buffer.from(encodeSuccess(6, "S=0A").subarray(4)).toString(), "S=0A M=OK");
    assert.equal(hex(encodeSuccess(6, "S=0A").subarray(0, 4)), "0306000d");
    assert.match(Buffer.from(encodeFailure(6, octets("ab01"))).toString("latin1"), /E=691 R=0 C=AB01 V=3 M=/);
  });

  test("of the peer gives its challenge, its response and its name", () => {
    const packet = octets(`02 06 003a 31 ${peerChallenge} 0000000000000000 ${ntResponse} 00 55736572`);
    const answer = valueOf(decodeAnswer(packet));
    assert.ok(answer.op === 2);
    assert.equal(answer.id, 6);
    assert.equal(hex(answer.peerChallenge), peerChallenge);
    assert.equal(hex(answer.ntResponse), ntResponse);
    assert.equal(Buffer.from(answer.name).toString(), "User");
  });

  test.each([
    ["", "mschapv2-empty"],
    ["07", "mschapv2-op-code-unknown"],
    ["020600", "mschapv2-header-cut-short"],
    ["0206000631aa", "mschapv2-value-of-wrong-size"],
    ["020600ff31aa", "mschapv2-length-wrong"],
  ])("%s is refused as %s", (packet, kind) => {
    assert.equal(refusalOf(decodeAnswer(octets(packet))), kind);
  });

  test("of any octets is decoded or refused", () => answersTo(decodeAnswer));
});

describe("a result in PEAP", () => {
  test("is a TLV of type 3, mandatory, with 1 for success and 2 for failure", () => {
    assert.equal(hex(encodeResult(true)), "800300020001");
    assert.equal(hex(encodeResult(false)), "800300020002");
    assert.equal(valueOf(decodeResult(encodeResult(true))), true);
    assert.equal(valueOf(decodeResult(encodeResult(false))), false);
  });

  test("may stand beside what nobody must know, and of two that differ the failure counts", () => {
    assert.equal(valueOf(decodeResult(octets("0007 0001 ff 8003 0002 0001"))), true);
    assert.equal(valueOf(decodeResult(octets("8003 0002 0002 8003 0002 0001"))), false);
  });

  test.each([
    ["8003", "tlv-header-cut-short"],
    ["8003000300", "tlv-overruns-packet"],
    ["80030001 01", "result-of-wrong-length"],
    ["80030002 0003", "result-unknown"],
    ["80070000", "tlv-unknown-and-mandatory"],
    ["", "result-missing"],
  ])("%s is refused as %s", (data, kind) => {
    assert.equal(refusalOf(decodeResult(octets(data))), kind);
  });

  test("of any octets is decoded or refused", () => answersTo(decodeResult));
});
