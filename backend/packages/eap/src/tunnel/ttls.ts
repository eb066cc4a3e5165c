import { sameBytes, textOf } from "@beacom/radius";
import type { Result } from "@beacom/result";
import { type Avp, decodeAvps, encodeAvps } from "#codec/avp";
import { decodeEap, EapCode, EapType } from "#codec/packet";
import { Conversation, type EapStep, type Offer } from "#conversation";
import { type Proofs, proveChap, proveMsChapV2, provePap } from "#proofs";
import type { EapRefusal } from "#refusal";
import type { TlsEngine } from "#tls/engine";
import { listen, type Phase2, type Phase2Step, refused } from "#tunnel/phase2";

export type TtlsDeps = {
  engine: TlsEngine;
  proofs: (username: string) => Promise<Proofs | undefined>;
  innerOffers: (identity: string) => readonly Offer[];
};

const microsoft = 311;
const Attribute = {
  userName: [1, 0],
  userPassword: [2, 0],
  chapPassword: [3, 0],
  chapChallenge: [60, 0],
  eapMessage: [79, 0],
  msChapChallenge: [11, microsoft],
  msChap2Response: [25, microsoft],
  msChap2Success: [26, microsoft],
} as const satisfies Record<string, readonly [code: number, vendor: number]>;

/** EAP-TTLS (RFC 5281 section 11): the peer speaks first, in AVPs: its name and a password's proof, or the beginning of EAP. */
export function ttlsPhase2({ engine, proofs, innerOffers }: TtlsDeps): Phase2 {
  let inner: Conversation | undefined;
  /** The peer still has to acknowledge our own proof. */
  let proved: Phase2Step | undefined;

  /** Section 11.1: both sides draw the challenge and the identifier from TLS, so that a proof of another tunnel is worth nothing. */
  function isOfThisTunnel(answer: Uint8Array, challenge: Uint8Array | undefined): challenge is Uint8Array {
    const expected = engine.exportKey(17, "ttls challenge");
    return challenge !== undefined && sameBytes(expected, Buffer.concat([challenge, answer.subarray(0, 1)]));
  }

  async function pap(username: string, password: Uint8Array): Promise<Phase2Step> {
    return verdict("ttls-pap", username, await provePap(await proofs(username), password));
  }

  async function chap(username: string, answer: Uint8Array, challenge: Uint8Array | undefined): Promise<Phase2Step> {
    if (answer.length !== 17) return refused("tunnel-malformed", "chap-of-wrong-size", username);
    if (!isOfThisTunnel(answer, challenge)) return refused("tunnel-malformed", "challenge-of-another-tunnel", username);
    const proof = { identifier: answer[0]!, challenge, response: answer.subarray(1) };
    return verdict("ttls-chap", username, proveChap(await proofs(username), proof));
  }

  /** Section 11.2.4; the response is laid out as in RFC 2548 section 2.3.2. */
  async function msChapV2(
    username: string,
    answer: Uint8Array,
    challenge: Uint8Array | undefined,
  ): Promise<Phase2Step> {
    if (answer.length !== 50) return refused("tunnel-malformed", "mschapv2-of-wrong-size", username);
    if (!isOfThisTunnel(answer, challenge)) return refused("tunnel-malformed", "challenge-of-another-tunnel", username);
    const proof = proveMsChapV2(await proofs(username), {
      authenticatorChallenge: challenge,
      peerChallenge: answer.subarray(2, 18),
      ntResponse: answer.subarray(26, 50),
      name: username,
    });
    const step = verdict("ttls-mschapv2", username, proof);
    if (!proof.ok) return step;
    proved = step;
    const value = Buffer.concat([answer.subarray(0, 1), Buffer.from(proof.value.authenticatorResponse)]);
    return { kind: "say", plaintext: encodeAvps([avp("msChap2Success", value)]) };
  }

  async function eap(message: Uint8Array): Promise<Phase2Step> {
    if (inner !== undefined) return follow(await inner.hear(message));
    const packet = decodeEap(message);
    if (!packet.ok) return refused("tunnel-malformed", packet.error.kind);
    if (packet.value.code !== EapCode.Response || packet.value.type !== EapType.Identity) {
      return refused("tunnel-malformed", "identity-missing");
    }
    const identity = textOf(packet.value.data);
    inner = new Conversation(packet.value, identity, innerOffers(identity));
    return follow(inner.first);
  }

  function follow(step: EapStep): Phase2Step {
    if (step.kind === "ask") return { kind: "say", plaintext: encodeAvps([avp("eapMessage", step.eap)]) };
    if (step.kind === "accepted") {
      return { kind: "accepted", method: `ttls-eap-${step.method}`, username: step.username };
    }
    if (step.kind === "refused") return refused(step.reason, step.detail, inner?.identity);
    return refused("tunnel-malformed", step.reason, inner?.identity);
  }

  return {
    secured: () => listen,
    async hear(plaintext) {
      if (proved !== undefined) {
        return plaintext.length === 0 ? proved : refused("tunnel-malformed", "data-for-an-acknowledgement");
      }
      // What acknowledges the last flight of TLS 1.3 is followed by the peer's turn.
      if (plaintext.length === 0) return listen;
      const avps = decodeAvps(plaintext);
      if (!avps.ok) return refused("tunnel-malformed", avps.error.kind);
      const unknown = avps.value.find((avp) => avp.mandatory && !isKnown(avp));
      if (unknown !== undefined) return refused("inner-method-unsupported", `avp ${unknown.vendor}:${unknown.code}`);
      const valueOf = (name: keyof typeof Attribute) => valueIn(avps.value, Attribute[name]);
      const message = valueOf("eapMessage");
      if (message !== undefined) return eap(message);
      const name = valueOf("userName");
      if (inner !== undefined || name === undefined) return refused("tunnel-malformed", "name-missing");
      const username = textOf(name);
      const password = valueOf("userPassword");
      if (password !== undefined) return pap(username, password);
      const chapAnswer = valueOf("chapPassword");
      if (chapAnswer !== undefined) return chap(username, chapAnswer, valueOf("chapChallenge"));
      const msAnswer = valueOf("msChap2Response");
      if (msAnswer !== undefined) return msChapV2(username, msAnswer, valueOf("msChapChallenge"));
      return refused("inner-method-unsupported", "no known proof of a password", username);
    },
    close: () => inner?.close(),
  };
}

function avp(name: keyof typeof Attribute, value: Uint8Array): Avp {
  const [code, vendor] = Attribute[name];
  return { code, vendor, mandatory: true, value };
}

const isKnown = (avp: Avp): boolean =>
  Object.values(Attribute).some(([code, vendor]) => code === avp.code && vendor === avp.vendor);

const valueIn = (avps: readonly Avp[], [code, vendor]: readonly [number, number]): Uint8Array | undefined =>
  avps.find((avp) => avp.code === code && avp.vendor === vendor)?.value;

const verdict = (method: string, username: string, proof: Result<unknown, EapRefusal>): Phase2Step =>
  proof.ok ? { kind: "accepted", method, username } : refused(proof.error.kind, proof.error.detail, username);
