import type { Result } from "@beacom/result";

export type CertificateKind = "server" | "customer" | "router";

export type StoredCertificate = {
  readonly serialNumber: string;
  readonly kind: CertificateKind;
  /** A customer's id or a router's name. */
  readonly owner: string;
  readonly name: string;
  readonly certificatePem: string;
  readonly sha256: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly revokedAt: Date | undefined;
  readonly revocationReason: string | undefined;
  readonly replacedBy: string | undefined;
};

export type StoredAuthority = {
  readonly authorityId: bigint;
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  readonly notAfter: Date;
};

/** A server's certificate with its key, as TLS needs it. */
export type ServerCertificate = StoredCertificate & { readonly privateKeyPem: string };

export type CertificateStore = {
  /** The newest one; made by `make` when there is none, by one process only. */
  authority(
    make: () => Promise<{ certificatePem: string; privateKeyPem: string; notAfter: Date }>,
  ): Promise<StoredAuthority>;
  authorities(): Promise<readonly string[]>;
  /** The server's newest one; made by `make` when there is none that lasts until `atLeastUntil`, by one process only. */
  server(
    atLeastUntil: Date,
    make: () => Promise<NewCertificate & { privateKeyPem: string }>,
  ): Promise<ServerCertificate>;
  add(certificate: NewCertificate): Promise<StoredCertificate>;
  find(serialNumber: string): Promise<StoredCertificate | undefined>;
  list(asked: { owner: string | undefined; onlyValid: boolean; limit: number }): Promise<readonly StoredCertificate[]>;
  /** Undefined when there is none; one that is revoked already stays as it is. */
  revoke(serialNumber: string, at: Date, reason: string, replacedBy?: string): Promise<StoredCertificate | undefined>;
  /** Of this authority, and the number of the list that says so now. */
  revoked(authorityId: bigint): Promise<{ number: bigint; revoked: readonly StoredCertificate[] }>;
};

export type NewCertificate = Omit<StoredCertificate, "revokedAt" | "revocationReason" | "replacedBy"> & {
  readonly authorityId: bigint;
};

export type CertificateRefusal = {
  readonly kind:
    | "owner-unknown"
    | "kind-unknown"
    | "days-not-valid"
    | "name-not-valid"
    | "request-not-valid"
    | "passphrase-not-valid"
    | "certificate-unknown"
    | "already-revoked"
    | "reason-unknown"
    | "authority-too-old";
  readonly detail?: string;
};

export type IssuedCertificate = {
  readonly certificate: StoredCertificate;
  readonly privateKeyPem: string | undefined;
  readonly pkcs12: Uint8Array | undefined;
};

export type Certificates = {
  issue(order: {
    kind: string;
    owner: string;
    name: string;
    days: number;
    csrPem: string;
    passphrase: string;
  }): Promise<Result<IssuedCertificate, CertificateRefusal>>;
  /** A new one for the same owner and device. The old one goes on until it ends or is revoked, so that nobody is offline meanwhile. */
  renew(order: {
    serialNumber: string;
    days: number;
    csrPem: string;
    passphrase: string;
  }): Promise<Result<IssuedCertificate, CertificateRefusal>>;
  revoke(serialNumber: string, reason: string): Promise<Result<StoredCertificate, CertificateRefusal>>;
  list(asked: { owner: string; onlyValid: boolean; limit: number }): Promise<readonly StoredCertificate[]>;
  authority(): Promise<{
    certificatePem: string;
    notAfter: Date;
    revocationList: Uint8Array;
    server: ServerCertificate;
  }>;
};
