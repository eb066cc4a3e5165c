import { connect, type SecureVersion } from "node:tls";
import { decodeFragment, encodeFragment } from "#codec/fragment";
import { EapType } from "#codec/packet";
import { Reassembly } from "#codec/reassembly";
import type { PeerMethod } from "#testing/peer-passwords";
import { TlsEngine } from "#tls/engine";

/** What the peer says through its tunnel; what it hears is empty at first. Undefined acknowledges. */
export type PeerPhase2 = (
  plaintext: Uint8Array,
  engine: TlsEngine,
) => Uint8Array | undefined | Promise<Uint8Array | undefined>;

export type PeerTls = {
  /** PEM of the root that the server must have; without it, any server will do. */
  ca?: string;
  certificate?: string;
  privateKey?: string;
  maxVersion?: SecureVersion;
  /** Of an earlier handshake, to be resumed. */
  session?: Buffer;
  /** TLS octets in one packet; 1,000 unless given. */
  fragmentOctets?: number;
  /** Puts the length into each fragment, as some supplicants do. */
  lengthInEach?: boolean;
  /** With TLS 1.3, speaks in the flight that ends the handshake. */
  early?: boolean;
};

/** EAP-TLS, PEAP or TTLS from the other side. */
export function tlsPeer(type: number, options: PeerTls, phase2: PeerPhase2): PeerMethod {
  const { ca, certificate, privateKey, maxVersion = "TLSv1.3", fragmentOctets = 1_000 } = options;
  const { session, lengthInEach = false, early = false } = options;
  const incoming = new Reassembly();
  let outgoing: Uint8Array[] = [];
  let engine: TlsEngine | undefined;
  let secured = false;

  const begin = (): TlsEngine =>
    new TlsEngine((wire) =>
      connect({
        socket: wire,
        minVersion: "TLSv1.2",
        maxVersion,
        checkServerIdentity: () => undefined,
        rejectUnauthorized: ca !== undefined,
        ...(ca === undefined ? {} : { ca }),
        ...(session === undefined ? {} : { session }),
        ...(certificate === undefined ? {} : { cert: certificate, key: privateKey }),
      }),
    );

  /** At least one fragment, and each but the last says that more follow. */
  function queue(message: Uint8Array): Uint8Array | undefined {
    outgoing = [];
    for (let offset = 0; offset === 0 || offset < message.length; offset += fragmentOctets) {
      const more = offset + fragmentOctets < message.length;
      const sized = lengthInEach || (offset === 0 && more);
      const data = message.subarray(offset, offset + fragmentOctets);
      outgoing.push(encodeFragment({ more, data, ...(sized ? { messageOctets: message.length } : {}) }));
    }
    return outgoing.shift();
  }

  async function hear(tls: TlsEngine, message: Uint8Array): Promise<Uint8Array | undefined> {
    const flight = message.length === 0 ? undefined : await tls.hear(message);
    if (flight?.failure !== undefined) return queue(flight.records);
    const records = flight?.records ?? new Uint8Array();
    const begins = !secured && flight?.secured === true;
    secured ||= begins;
    // With TLS 1.2, the server ends the handshake: only then may the peer speak.
    if (!secured || (begins && records.length > 0 && !early)) return queue(records);
    const words = await phase2(flight?.plaintext ?? new Uint8Array(), tls);
    const said = words === undefined || words.length === 0 ? undefined : await tls.say(words);
    return queue(Buffer.concat([records, said?.records ?? new Uint8Array()]));
  }

  return {
    type,
    async answer(data) {
      const fragment = decodeFragment(data);
      if (!fragment.ok) return undefined;
      if (fragment.value.start) {
        engine ??= begin();
        return queue((await engine.hear(new Uint8Array())).records);
      }
      if (engine === undefined) return undefined;
      const next = outgoing.shift();
      if (next !== undefined) return next;
      const message = incoming.add(fragment.value);
      if (!message.ok) return undefined;
      return message.value === undefined ? encodeFragment({}) : hear(engine, message.value);
    },
    msk() {
      if (engine === undefined || !secured) return undefined;
      if (engine.socket.getProtocol() === "TLSv1.3") {
        return engine.exportKey(128, "EXPORTER_EAP_TLS_Key_Material", Uint8Array.of(type)).subarray(0, 64);
      }
      return engine.exportKey(64, type === EapType.Ttls ? "ttls keying material" : "client EAP encryption");
    },
    close: () => engine?.close(),
  };
}
