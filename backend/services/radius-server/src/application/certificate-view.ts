import { chainIsTrusted, readCertificate } from "@beacom/certificates";
import { type Result, ok, refuse } from "@beacom/result";
import type { CertificateKind } from "#application/certificates";

export type KnownCertificate = {
  readonly serialNumber: string;
  readonly kind: CertificateKind;
  readonly owner: string;
  readonly revoked: boolean;
};

export type CertificateRefused = { readonly kind: string };

/** Who holds which certificate, in memory: what it holds is decided while the database is away. */
export type CertificateView = {
  replace(rows: { authorityPems: readonly string[]; certificates: readonly KnownCertificate[] }): void;
  /** Whose certificate it is, if it was issued here for this kind of owner and is still good. */
  holder(
    kind: "customer" | "router",
    der: Uint8Array,
    intermediates: readonly Uint8Array[],
  ): Result<{ owner: string }, CertificateRefused>;
  isRevoked(serialNumber: string): boolean;
  authorityPems(): readonly string[];
};

export function openCertificateView({ clock }: { clock: () => Date }): CertificateView {
  let authorityPems: readonly string[] = [];
  let bySerial = new Map<string, KnownCertificate>();
  return {
    replace(rows) {
      ({ authorityPems } = rows);
      bySerial = new Map(rows.certificates.map((certificate) => [certificate.serialNumber, certificate]));
    },
    holder(kind, der, intermediates) {
      const trusted = chainIsTrusted({ certificate: der, intermediates, authorityPems, at: clock(), usage: "client" });
      if (!trusted.ok) return refuse({ kind: trusted.error.kind });
      const read = readCertificate(der);
      if (!read.ok) return refuse({ kind: read.error.kind });
      const known = bySerial.get(read.value.serialNumber);
      if (known === undefined) return refuse({ kind: "certificate-unknown" });
      if (known.revoked) return refuse({ kind: "certificate-revoked" });
      if (known.kind !== kind) return refuse({ kind: "certificate-of-another-kind" });
      return ok({ owner: known.owner });
    },
    isRevoked: (serialNumber) => bySerial.get(serialNumber)?.revoked ?? false,
    authorityPems: () => authorityPems,
  };
}
