import {
  type CertificateOrder,
  issueCertificate,
  type IssueRefusal,
  pkcs12,
  type RevocationReason,
  revocationList,
} from "@beacom/certificates";
import { type Result, ok, refuse } from "@beacom/result";
import type {
  CertificateRefusal,
  Certificates,
  CertificateStore,
  IssuedCertificate,
  ServerCertificate,
  StoredAuthority,
  StoredCertificate,
} from "#application/certificates";

const reasons: readonly string[] = [
  "unspecified",
  "key-compromise",
  "affiliation-changed",
  "superseded",
  "cessation-of-operation",
] satisfies RevocationReason[];
const profiles = { customer: "eap-client", router: "radsec" } as const;
const listDays = 7;
const dayMs = 86_400_000;

/** Issues, renews and revokes certificates of customers' devices (EAP-TLS) and of routers (RadSec). */
export function keepCertificatesWith(deps: {
  store: CertificateStore;
  authority: () => Promise<StoredAuthority>;
  server: () => Promise<ServerCertificate>;
  /** The username of a customer, or the name of a router; undefined when there is no such. */
  ownerName: (kind: "customer" | "router", owner: string) => string | undefined;
  /** Whoever gets a certificate may show it at once, and one that was revoked opens nothing from now on. */
  known: () => Promise<void>;
  clock: () => Date;
}): Certificates {
  const { store, clock } = deps;

  async function make(order: {
    kind: "customer" | "router";
    owner: string;
    name: string;
    days: number;
    csrPem: string;
    passphrase: string;
  }): Promise<Result<IssuedCertificate, CertificateRefusal>> {
    const { kind, owner, name, days, csrPem, passphrase } = order;
    const commonName = deps.ownerName(kind, owner);
    if (commonName === undefined) return refuse({ kind: "owner-unknown" });
    if (passphrase !== "" && (csrPem !== "" || !/^[ -~]{8,}$/.test(passphrase)))
      return refuse({ kind: "passphrase-not-valid" });
    const authority = await deps.authority();
    const request: CertificateOrder = {
      authority,
      profile: profiles[kind],
      commonName,
      ...(kind === "router" && dnsName.test(commonName) && { dnsNames: [commonName.toLowerCase()] }),
      days: days || 365,
      now: clock(),
      ...(csrPem !== "" && { csrPem }),
    };
    const issued = await issueCertificate(request);
    if (!issued.ok) return refuse(refusalOf(issued.error));
    const { certificatePem, privateKeyPem, serialNumber, notBefore, notAfter, sha256 } = issued.value;
    const { authorityId } = authority;
    const certificate = await store.add({
      authorityId,
      serialNumber,
      kind,
      owner,
      name: name || commonName,
      certificatePem,
      sha256,
      notBefore,
      notAfter,
    });
    await deps.known();
    const wrapped =
      passphrase !== "" && privateKeyPem !== undefined
        ? await pkcs12({
            certificatePem,
            privateKeyPem,
            authorityPem: authority.certificatePem,
            passphrase,
            friendlyName: certificate.name,
          })
        : undefined;
    return ok({ certificate, privateKeyPem, pkcs12: wrapped });
  }

  return {
    async issue(order) {
      const { kind } = order;
      if (kind !== "customer" && kind !== "router") return refuse({ kind: "kind-unknown" });
      return make({ ...order, kind });
    },
    async renew({ serialNumber, ...order }) {
      const former = await store.find(serialNumber);
      if (former === undefined || former.kind === "server") return refuse({ kind: "certificate-unknown" });
      return make({ ...order, kind: former.kind, owner: former.owner, name: former.name });
    },
    async revoke(serialNumber, reason) {
      const wanted = reason || "unspecified";
      if (!reasons.includes(wanted)) return refuse({ kind: "reason-unknown" });
      const former = await store.find(serialNumber);
      if (former === undefined) return refuse({ kind: "certificate-unknown" });
      if (former.revokedAt) return refuse({ kind: "already-revoked" });
      const revoked = await store.revoke(serialNumber, clock(), wanted);
      await deps.known();
      return ok(revoked!);
    },
    list: ({ owner, onlyValid, limit }) =>
      store.list({ owner: owner || undefined, onlyValid, limit: Math.min(limit || 100, 1_000) }),
    async authority() {
      const authority = await deps.authority();
      const { number, revoked } = await store.revoked(authority.authorityId);
      const now = clock();
      const list = await revocationList({
        authority,
        number,
        revoked: revoked.map(revokedEntry),
        thisUpdate: now,
        nextUpdate: new Date(now.getTime() + listDays * dayMs),
      });
      return {
        certificatePem: authority.certificatePem,
        notAfter: authority.notAfter,
        revocationList: list,
        server: await deps.server(),
      };
    },
  };
}

const dnsName = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;

const revokedEntry = ({ serialNumber, revokedAt, revocationReason }: StoredCertificate) => ({
  serialNumber,
  at: revokedAt!,
  reason: (revocationReason ?? "unspecified") as RevocationReason,
});

function refusalOf(error: IssueRefusal): CertificateRefusal {
  switch (error.kind) {
    case "days-not-positive":
      return { kind: "days-not-valid" };
    case "name-too-long":
    case "name-unusable":
      return { kind: "name-not-valid" };
    case "authority-not-yet-valid":
    case "would-outlive-its-authority":
      return { kind: "authority-too-old", detail: error.kind };
    default:
      return { kind: "request-not-valid", detail: error.kind };
  }
}
