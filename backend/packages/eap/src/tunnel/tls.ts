import type { Result } from "@beacom/result";
import type { TlsEngine } from "#tls/engine";
import { listen, type Phase2, refused } from "#tunnel/phase2";

/** DER: whose certificate this is, if it is still good. Its private key has been proved; nothing else has been looked at. */
export type ClientCertificate = (
  der: Uint8Array,
  intermediates: readonly Uint8Array[],
) => Result<{ username: string }, { kind: string }> | Promise<Result<{ username: string }, { kind: string }>>;

/** RFC 9190 section 2.1.1: in TLS 1.3 the server's promise to send no more handshake messages, and its sign of success. */
const commitment = Uint8Array.of(0);

/** EAP-TLS: nothing goes through the tunnel, the client's certificate is all. */
export function tlsPhase2(engine: TlsEngine, clientCertificate: ClientCertificate): Phase2 {
  let username: string | undefined;
  return {
    async secured() {
      const [der, ...intermediates] = chainOf(engine);
      if (der === undefined) return refused("certificate-absent");
      const holder = await clientCertificate(der, intermediates);
      if (!holder.ok) return refused("certificate-refused", holder.error.kind);
      ({ username } = holder.value);
      return engine.socket.getProtocol() === "TLSv1.3" ? { kind: "say", plaintext: commitment } : listen;
    },
    hear(plaintext) {
      if (username === undefined || plaintext.length > 0)
        return refused("tunnel-malformed", "data in EAP-TLS", username);
      return { kind: "accepted", method: "tls", username };
    },
    close() {},
  };
}

/** The peer's own certificate first, then what it sent of those above. */
function chainOf({ socket }: TlsEngine): Uint8Array[] {
  const chain: Uint8Array[] = [];
  for (let x509 = socket.getPeerX509Certificate(); x509 !== undefined; x509 = x509.issuerCertificate) {
    const { raw } = x509;
    if (chain.some((der) => raw.equals(der))) break;
    chain.push(raw);
  }
  return chain;
}
