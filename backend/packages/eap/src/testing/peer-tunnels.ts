import { md5, sameBytes } from "@beacom/radius";
import { type Avp, decodeAvps, encodeAvps } from "#codec/avp";
import { decodeEap, EapCode, EapType, encodeEap } from "#codec/packet";
import { type Credentials, md5Peer, msChapV2Peer, msChapV2Proof, type PeerMethod } from "#testing/peer-passwords";
import type { PeerPhase2 } from "#testing/peer-tls";
import type { TlsEngine } from "#tls/engine";

/** A hand on every plaintext before it is sealed, for whoever wants to say something else. */
export type Tamper = (plaintext: Uint8Array) => Uint8Array;

/** PEAPv0: packets without their header, and the result in a whole one. */
export function peapPeerPhase2(credentials: Credentials, result: "success" | "failure" = "success"): PeerPhase2 {
  const inner = msChapV2Peer(credentials);
  return async (plaintext) => {
    const whole = decodeEap(plaintext);
    if (whole.ok && whole.value.code === EapCode.Request && whole.value.type === EapType.Extensions) {
      const status = result === "success" ? whole.value.data[5]! : 2;
      const data = Uint8Array.of(0x80, 3, 0, 2, 0, status);
      const { identifier } = whole.value;
      return encodeEap({ code: EapCode.Response, identifier, type: EapType.Extensions, data });
    }
    const [type] = plaintext;
    if (type === undefined) return undefined;
    if (type === EapType.Identity) return Buffer.concat([Uint8Array.of(type), Buffer.from(credentials.username)]);
    if (type !== inner.type) return Uint8Array.of(EapType.Nak, inner.type);
    const answer = await inner.answer(plaintext.subarray(1), 0);
    return answer && Buffer.concat([Uint8Array.of(type), answer]);
  };
}

const avp = (code: number, value: Uint8Array, vendor = 0): Avp => ({ code, vendor, mandatory: true, value });
const nameOf = ({ username }: Credentials): Avp => avp(1, Buffer.from(username));
const challengeOf = (engine: TlsEngine): Uint8Array => engine.exportKey(17, "ttls challenge");

/** Says its password once, and acknowledges whatever comes then. */
const once = (speak: (engine: TlsEngine) => readonly Avp[]): PeerPhase2 => {
  let said = false;
  return (_plaintext, engine) => {
    if (said) return undefined;
    said = true;
    return encodeAvps(speak(engine));
  };
};

export const papPeerPhase2 = (credentials: Credentials): PeerPhase2 =>
  once(() => {
    const password = Buffer.from(credentials.password);
    const padded = Buffer.alloc(Math.max(16, Math.ceil(password.length / 16) * 16));
    password.copy(padded);
    return [nameOf(credentials), avp(2, padded)];
  });

export const chapPeerPhase2 = (credentials: Credentials): PeerPhase2 =>
  once((engine) => {
    const material = challengeOf(engine);
    const [challenge, identifier] = [material.subarray(0, 16), material.subarray(16)];
    const response = md5(identifier, Buffer.from(credentials.password), challenge);
    return [nameOf(credentials), avp(60, challenge), avp(3, Buffer.concat([identifier, response]))];
  });

/** Acknowledges the server's proof only if it is one. */
export function msChapV2PeerPhase2(credentials: Credentials): PeerPhase2 {
  let expected = "";
  const speak = once((engine) => {
    const material = challengeOf(engine);
    const [challenge, identifier] = [material.subarray(0, 16), material.subarray(16)];
    const proof = msChapV2Proof(credentials, challenge);
    expected = proof.expected;
    const response = Buffer.concat([identifier, Uint8Array.of(0), proof.response.subarray(0, 48)]);
    return [nameOf(credentials), avp(11, challenge, 311), avp(25, response, 311)];
  });
  return (plaintext, engine) => {
    if (plaintext.length === 0) return speak(plaintext, engine);
    const avps = decodeAvps(plaintext);
    const success = avps.ok ? avps.value.find(({ code, vendor }) => code === 26 && vendor === 311) : undefined;
    const proved = success !== undefined && sameBytes(success.value.subarray(1), Buffer.from(expected));
    return proved ? undefined : encodeAvps([nameOf(credentials)]);
  };
}

/** Whole EAP packets in EAP-Message AVPs, the peer's identity first. Naks what is not its method. */
export function eapPeerPhase2(credentials: Credentials, method: "mschapv2" | "md5"): PeerPhase2 {
  const inner: PeerMethod = method === "md5" ? md5Peer(credentials) : msChapV2Peer(credentials);
  const say = (identifier: number, type: number, data: Uint8Array) =>
    encodeAvps([avp(79, encodeEap({ code: EapCode.Response, identifier, type, data }))]);
  return async (plaintext) => {
    if (plaintext.length === 0) return say(7, EapType.Identity, Buffer.from(credentials.username));
    const avps = decodeAvps(plaintext);
    const packet = decodeEap((avps.ok ? avps.value[0]?.value : undefined) ?? new Uint8Array());
    if (!packet.ok || packet.value.code !== EapCode.Request) return undefined;
    const { identifier, type, data } = packet.value;
    if (type !== inner.type) return say(identifier, EapType.Nak, Uint8Array.of(inner.type));
    const answer = await inner.answer(data, identifier);
    return answer && say(identifier, type, answer);
  };
}
