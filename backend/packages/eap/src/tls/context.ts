import { constants } from "node:crypto";
import { createSecureContext, type SecureContext } from "node:tls";

export type TlsVersion = "TLSv1.2" | "TLSv1.3";

export type EapTls = {
  readonly secureContext: SecureContext;
  /** What the context allows, checked once more when a handshake is done. */
  readonly minVersion: TlsVersion;
  readonly maxVersion: TlsVersion;
  /** TLS octets in one EAP packet. */
  readonly fragmentOctets: number;
};

export type EapTlsOptions = {
  /** PEM: the server's certificate and those between it and its root. */
  certificate: string;
  privateKey: string;
  /** PEM: whose client certificates are asked for (EAP-TLS); `clientCertificate` has the last word on each. */
  clientAuthorities?: readonly string[];
  minVersion?: TlsVersion;
  /** TLS 1.2 unless given: many supplicants in the field cannot do PEAP and TTLS over 1.3. */
  maxVersion?: TlsVersion;
  /** 1,024 unless given, which fits through every NAS and needs no IP fragments on the way (RFC 3579 section 2.4). */
  fragmentOctets?: number;
};

/**
 * The TLS of one server certificate, to be shared by all conversations. It resumes no sessions: a resumed one would skip the
 * inner method, or the client's certificate. Throws when the certificate or the key is none, and when fragments could not be
 * carried: an EAP packet must fit into a RADIUS packet of 4,096 octets.
 */
export function eapTls({
  certificate,
  privateKey,
  clientAuthorities,
  minVersion = "TLSv1.2",
  maxVersion = "TLSv1.2",
  fragmentOctets = 1_024,
}: EapTlsOptions): EapTls {
  if (!(fragmentOctets >= 64 && fragmentOctets <= 3_500)) {
    throw new RangeError(`EAP fragments of ${fragmentOctets} octets are not between 64 and 3,500`);
  }
  const secureContext = createSecureContext({
    cert: certificate,
    key: privateKey,
    ...(clientAuthorities === undefined ? {} : { ca: [...clientAuthorities] }),
    minVersion,
    maxVersion,
    secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
  });
  return { secureContext, minVersion, maxVersion, fragmentOctets };
}
