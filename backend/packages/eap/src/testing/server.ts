import { randomBytes, X509Certificate } from "node:crypto";
import { ntPasswordHash } from "@beacom/radius";
import { ok, refuse } from "@beacom/result";
import type { EapDeps } from "#begin-eap";
import type { Proofs } from "#proofs";
import { type EapTls, type EapTlsOptions, eapTls } from "#tls/context";
import type { Pki } from "#testing/certificates";

export const knownUser = { username: "thandi", password: "correct horse é" };

/** An account whose password is kept in one of three forms. */
export function proofsFrom(password: string, kept: "cleartext" | "ntHash" | "checked"): Proofs {
  return {
    cleartext: kept === "cleartext" ? password : undefined,
    ntHash: kept === "ntHash" ? ntPasswordHash(password) : undefined,
    checkPassword: (given) => Buffer.from(password).equals(given),
  };
}

/** A server that knows one user, by password and by any certificate that leads to the PKI's root. */
export function serverOf(pki: Pki, tls: Partial<EapTlsOptions> = {}, deps: Partial<EapDeps> = {}): EapDeps {
  const { certificate, privateKey } = pki.server;
  const withTls: EapTls = eapTls({ certificate, privateKey, clientAuthorities: [pki.root.certificate], ...tls });
  const root = new X509Certificate(pki.root.certificate);
  return {
    methods: ["peap", "ttls", "tls", "mschapv2", "md5"],
    proofsOf: (username) => (username === knownUser.username ? proofsFrom(knownUser.password, "cleartext") : undefined),
    tls: () => withTls,
    clientCertificate(der, intermediates) {
      const chain = [der, ...intermediates].map((raw) => new X509Certificate(raw));
      const trusted = chain.every((x509, index) => x509.verify((chain[index + 1] ?? root).publicKey));
      return trusted ? ok({ username: chain[0]!.subject.replace("CN=", "") }) : refuse({ kind: "unknown-authority" });
    },
    random: (octets) => randomBytes(octets),
    serverName: "radius.test",
    ...deps,
  };
}
