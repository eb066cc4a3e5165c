import { EapType } from "#codec/packet";
import type { TlsEngine } from "#tls/engine";

export type SessionKeys = { readonly msk: Uint8Array; readonly sessionId: Uint8Array | undefined };

/** RFC 5216 section 2.3 (PEAP took its label over) and RFC 5281 section 8. */
const label: Record<number, string> = {
  [EapType.Tls]: "client EAP encryption",
  [EapType.Peap]: "client EAP encryption",
  [EapType.Ttls]: "ttls keying material",
};

/**
 * The 64 octets of the MSK and the Session-Id. With TLS 1.3 both are exported with the method's type as the context (RFC 9190
 * section 2.3, RFC 9427 section 2.1); before, the Session-Id was made of the two hellos' randoms (RFC 5247 appendix A).
 */
export function sessionKeysOf(type: number, engine: TlsEngine, randoms: Uint8Array | undefined): SessionKeys {
  const context = Uint8Array.of(type);
  if (engine.socket.getProtocol() === "TLSv1.3") {
    const key = engine.exportKey(128, "EXPORTER_EAP_TLS_Key_Material", context);
    const methodId = engine.exportKey(64, "EXPORTER_EAP_TLS_Method-Id", context);
    return { msk: key.slice(0, 64), sessionId: Buffer.concat([context, methodId]) };
  }
  return {
    msk: engine.exportKey(64, label[type]!),
    sessionId: randoms && Buffer.concat([context, randoms]),
  };
}

/** The random of a hello that begins this message: 32 octets behind the headers of record and handshake and the version. */
export function randomOfHello(message: Uint8Array): Uint8Array | undefined {
  const handshake = 22;
  const [hello = 0] = message.subarray(5, 6);
  if (message.length < 43 || message[0] !== handshake || (hello !== 1 && hello !== 2)) return undefined;
  return message.slice(11, 43);
}
