import type { Sql, Tx } from "@beacom/postgres";
import type { Sealing } from "#adapters/sealing";
import type { CertificateStore, NewCertificate, StoredCertificate } from "#application/certificates";
import type { KnownCertificate } from "#application/certificate-view";

type Row = {
  serial_number: string;
  authority_id: bigint;
  kind: StoredCertificate["kind"];
  owner: string;
  name: string;
  certificate_pem: string;
  sealed_key: Uint8Array | null;
  key_id: string | null;
  sha256: string;
  not_before: Date;
  not_after: Date;
  revoked_at: Date | null;
  revocation_reason: string | null;
  replaced_by: string | null;
};

type AuthorityRow = {
  authority_id: bigint;
  certificate_pem: string;
  sealed_key: Uint8Array;
  key_id: string;
  not_after: Date;
};

const certificateOf = (row: Row): StoredCertificate => ({
  serialNumber: row.serial_number,
  kind: row.kind,
  owner: row.owner,
  name: row.name,
  certificatePem: row.certificate_pem,
  sha256: row.sha256,
  notBefore: row.not_before,
  notAfter: row.not_after,
  revokedAt: row.revoked_at ?? undefined,
  revocationReason: row.revocation_reason ?? undefined,
  replacedBy: row.replaced_by ?? undefined,
});

export type CertificatesIn = CertificateStore & {
  known(): Promise<{ authorityPems: readonly string[]; certificates: readonly KnownCertificate[] }>;
};

export function certificatesIn({ sql, sealing }: { sql: Sql; sealing: Sealing }): CertificatesIn {
  /** One process makes it; the others find it then. */
  const alone = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
    sql.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(hashtext('radius certificates'))`;
      return work(tx);
    }) as Promise<T>;

  const authorityOf = (row: AuthorityRow) => ({
    authorityId: row.authority_id,
    certificatePem: row.certificate_pem,
    privateKeyPem: sealing.open({ sealed: row.sealed_key, keyId: row.key_id }, "authority"),
    notAfter: row.not_after,
  });
  const serverOf = (row: Row) => ({
    ...certificateOf(row),
    privateKeyPem: sealing.open({ sealed: row.sealed_key!, keyId: row.key_id! }, row.serial_number),
  });

  async function insert(tx: Sql | Tx, certificate: NewCertificate, privateKeyPem?: string): Promise<Row> {
    const key = privateKeyPem === undefined ? undefined : sealing.seal(privateKeyPem, certificate.serialNumber);
    const row = {
      serial_number: certificate.serialNumber,
      authority_id: certificate.authorityId,
      kind: certificate.kind,
      owner: certificate.owner,
      name: certificate.name,
      certificate_pem: certificate.certificatePem,
      sealed_key: key?.sealed ?? null,
      key_id: key?.keyId ?? null,
      sha256: certificate.sha256,
      not_before: certificate.notBefore,
      not_after: certificate.notAfter,
    };
    const [stored] = await tx<Row[]>`insert into certificates ${tx(row)} returning *`;
    return stored!;
  }

  return {
    authority: (make) =>
      alone(async (tx) => {
        const [known] = await tx<AuthorityRow[]>`
          select * from certificate_authorities order by authority_id desc limit 1`;
        if (known) return authorityOf(known);
        const { certificatePem, privateKeyPem, notAfter } = await make();
        const { sealed, keyId } = sealing.seal(privateKeyPem, "authority");
        const [made] = await tx<AuthorityRow[]>`
          insert into certificate_authorities (certificate_pem, sealed_key, key_id, not_after)
          values (${certificatePem}, ${sealed}, ${keyId}, ${notAfter}) returning *`;
        return authorityOf(made!);
      }),
    async authorities() {
      const rows = await sql<AuthorityRow[]>`select * from certificate_authorities order by authority_id desc`;
      return rows.map((row) => row.certificate_pem);
    },
    server: (atLeastUntil, make) =>
      alone(async (tx) => {
        const [known] = await tx<Row[]>`select * from certificates
          where kind = 'server' and revoked_at is null and not_after > ${atLeastUntil} order by issued_at desc limit 1`;
        if (known) return serverOf(known);
        const { privateKeyPem, ...certificate } = await make();
        return serverOf(await insert(tx, certificate, privateKeyPem));
      }),
    async add(certificate) {
      return certificateOf(await insert(sql, certificate));
    },
    async find(serialNumber) {
      const [row] = await sql<Row[]>`select * from certificates where serial_number = ${serialNumber}`;
      return row && certificateOf(row);
    },
    async list({ owner, onlyValid, limit }) {
      const rows = await sql<Row[]>`select * from certificates
        where true ${owner === undefined ? sql`` : sql`and owner = ${owner}`}
          ${onlyValid ? sql`and revoked_at is null and not_after > now()` : sql``}
        order by issued_at desc limit ${limit}`;
      return rows.map(certificateOf);
    },
    async revoke(serialNumber, at, reason, replacedBy) {
      const [row] = await sql<Row[]>`update certificates set revoked_at = coalesce(revoked_at, ${at}),
          revocation_reason = coalesce(revocation_reason, ${reason}), replaced_by = coalesce(replaced_by, ${replacedBy ?? null})
        where serial_number = ${serialNumber} returning *`;
      return row && certificateOf(row);
    },
    async revoked(authorityId) {
      return sql.begin(async (tx) => {
        const [list] = await tx<{ number: bigint }[]>`
          update certificate_authorities set list_number = list_number + 1 where authority_id = ${authorityId}
          returning list_number as number`;
        const rows = await tx<Row[]>`select * from certificates
          where authority_id = ${authorityId} and revoked_at is not null and not_after > now() order by revoked_at`;
        return { number: list!.number, revoked: rows.map(certificateOf) };
      });
    },
    async known() {
      const authorities = await sql<AuthorityRow[]>`select * from certificate_authorities order by authority_id desc`;
      const rows = await sql<Pick<Row, "serial_number" | "kind" | "owner" | "revoked_at">[]>`
        select serial_number, kind, owner, revoked_at from certificates where not_after > now()`;
      return {
        authorityPems: authorities.map((row) => row.certificate_pem),
        certificates: rows.map((row) => ({
          serialNumber: row.serial_number,
          kind: row.kind,
          owner: row.owner,
          revoked: row.revoked_at !== null,
        })),
      };
    },
  };
}
