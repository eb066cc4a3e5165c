import { arrayLiteral, type Tx } from "@beacom/postgres";
import type { ApiClient, ApiClientRecords } from "#application/staff-ports";

type Row = {
  client_id: string;
  name: string;
  secret_hash: Buffer;
  permissions: string[];
  created_by: string;
  created_at: Date;
  expires_at: Date | null;
  last_used_at: Date | null;
  revoked_at: Date | null;
};

export const apiClientsIn = (tx: Tx): ApiClientRecords => ({
  async add({ clientId, name, secretHash, permissions, createdBy, createdAt, expiresAt = null }) {
    await tx`
      insert into api_clients (client_id, name, secret_hash, permissions, created_by, created_at, expires_at)
      values (${clientId}, ${name}, ${secretHash}, ${arrayLiteral([...permissions])}::text[], ${createdBy}, ${createdAt},
        ${expiresAt})`;
  },
  async find(clientId) {
    const [row] = await tx<Row[]>`select * from api_clients where client_id = ${clientId}`;
    return row && { ...clientOf(row), secretHash: row.secret_hash };
  },
  async all() {
    const rows = await tx<Row[]>`select * from api_clients order by revoked_at is not null, name, client_id`;
    return rows.map(clientOf);
  },
  async used(clientId, at) {
    // Once a minute is enough to know whether somebody still needs it.
    await tx`
      update api_clients set last_used_at = ${at} where client_id = ${clientId}
        and (last_used_at is null or last_used_at < ${new Date(at.getTime() - 60_000)})`;
  },
  async revoke(clientId, at) {
    await tx`update api_clients set revoked_at = ${at} where client_id = ${clientId}`;
  },
});

const clientOf = (row: Row): ApiClient => ({
  clientId: row.client_id,
  name: row.name,
  permissions: row.permissions,
  createdBy: row.created_by,
  createdAt: row.created_at,
  expiresAt: row.expires_at ?? undefined,
  lastUsedAt: row.last_used_at ?? undefined,
  revokedAt: row.revoked_at ?? undefined,
});
