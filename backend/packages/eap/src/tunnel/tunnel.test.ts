import assert from "node:assert/strict";
import { valueOf } from "@beacom/result";
import { afterAll, describe, test } from "vitest";
import { type Avp, decodeAvps, encodeAvps } from "#codec/avp";
import { makePki } from "#testing/certificates";
import { talk } from "#testing/dialogue";
import { type PasswordMethod, peerOf } from "#testing/every-peer";
import { knownUser, serverOf } from "#testing/server";

const pki = makePki("ec");
afterAll(() => pki.remove());
const server = serverOf(pki);

/** What becomes of an honest peer whose words are changed on their way into the tunnel. */
async function fate(method: PasswordMethod, tamper: (said: Uint8Array) => Uint8Array): Promise<string> {
  const { last } = await talk(server, peerOf(method, { ...knownUser, tamper }));
  assert.ok(last.kind === "accepted" || last.kind === "refused");
  return last.kind === "accepted" ? "accepted" : [last.reason, last.detail].join(": ");
}

const changingAvps = (change: (avps: Avp[]) => Avp[]) => (said: Uint8Array) =>
  encodeAvps(change(valueOf(decodeAvps(said))));

const stranger = (mandatory: boolean): Avp => ({ code: 9_999, vendor: 7, mandatory, value: Buffer.from("?") });

describe("in the tunnel of TTLS", () => {
  test("what is unknown and mandatory ends the conversation, what is only unknown does not", async () => {
    assert.equal(
      await fate(
        "ttls-pap",
        changingAvps((avps) => [...avps, stranger(true)]),
      ),
      "inner-method-unsupported: avp 7:9999",
    );
    assert.equal(
      await fate(
        "ttls-pap",
        changingAvps((avps) => [stranger(false), ...avps]),
      ),
      "accepted",
    );
  });

  test.each(["ttls-chap", "ttls-mschapv2"] as const)(
    "%s does not take a challenge of another tunnel",
    async (method) => {
      const challenges = [60, 11];
      const another = changingAvps((avps) =>
        avps.map((avp) => (challenges.includes(avp.code) ? { ...avp, value: Buffer.alloc(16, 1) } : avp)),
      );
      assert.equal(await fate(method, another), "tunnel-malformed: challenge-of-another-tunnel");
    },
  );

  test("a name without a proof, and a proof without a name, are refused", async () => {
    const without = (code: number) => changingAvps((avps) => avps.filter((avp) => avp.code !== code));
    assert.equal(await fate("ttls-pap", without(2)), "inner-method-unsupported: no known proof of a password");
    assert.equal(await fate("ttls-pap", without(1)), "tunnel-malformed: name-missing");
    assert.equal(await fate("ttls-chap", without(60)), "tunnel-malformed: challenge-of-another-tunnel");
  });

  test("a proof of the wrong size is refused", async () => {
    const short = changingAvps((avps) => avps.map((avp) => ({ ...avp, value: avp.value.subarray(0, 15) })));
    assert.equal(await fate("ttls-chap", short), "tunnel-malformed: chap-of-wrong-size");
    assert.equal(await fate("ttls-mschapv2", short), "tunnel-malformed: mschapv2-of-wrong-size");
  });

  test("EAP begins with an identity", async () => {
    const withType = (type: number) => changingAvps(([avp]) => [{ ...avp!, value: avp!.value.with(4, type) }]);
    assert.equal(await fate("ttls-eap-md5", withType(4)), "tunnel-malformed: identity-missing");
  });

  test("octets that are no AVPs are refused by their kind", async () => {
    assert.equal(await fate("ttls-pap", (said) => said.subarray(0, 5)), "tunnel-malformed: avp-header-cut-short");
  });
});

describe("in the tunnel of PEAP", () => {
  test("an identity comes first", async () => {
    assert.equal(await fate("peap-mschapv2", () => Uint8Array.of(26, 2)), "tunnel-malformed: identity-missing");
  });

  test("a packet that RFC 3748 would discard ends the conversation, because nobody can have slipped it in", async () => {
    assert.equal(
      await fate("peap-mschapv2", (said) => (said[0] === 26 ? said.subarray(0, 20) : said)),
      "tunnel-malformed: mschapv2-length-wrong",
    );
  });

  test("a result of another form is refused by its kind", async () => {
    const isResult = (said: Uint8Array) => said[0] === 2 && said[4] === 33;
    const changed = (change: (said: Uint8Array) => Uint8Array) =>
      fate("peap-mschapv2", (said) => (isResult(said) ? change(said) : said));
    assert.equal(await changed((said) => said.with(10, 9)), "tunnel-malformed: result-unknown");
    assert.equal(await changed((said) => said.with(6, 9)), "tunnel-malformed: tlv-unknown-and-mandatory");
    assert.equal(await changed((said) => said.with(4, 26)), "tunnel-malformed: result-missing");
    assert.equal(await changed((said) => said.subarray(0, 8)), "tunnel-malformed: longer-than-the-octets");
  });
});
