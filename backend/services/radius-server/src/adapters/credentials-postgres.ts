import type { Sql, Tx } from "@beacom/postgres";
import type { Sealing } from "#adapters/sealing";
import type { CredentialStore } from "#application/make-credentials";

export type Credentials = CredentialStore<Tx> & {
  read(customerId: string): Promise<{ customerId: string; username: string; password: string } | undefined>;
};

export const credentialsIn = ({ sql, sealing }: { sql: Sql; sealing: Sealing }): Credentials => ({
  async having(tx, customerIds) {
    const rows = await tx<{ customer_id: string }[]>`
      select customer_id from credentials where customer_id = any(${[...customerIds]})`;
    return new Set(rows.map((row) => row.customer_id));
  },
  async add(tx, { customerId, username, password }) {
    const { sealed, keyId } = sealing.seal(password, customerId);
    const added = await tx`insert into credentials (customer_id, username, sealed_password, key_id)
      values (${customerId}, ${username}, ${sealed}, ${keyId}) on conflict (username) do nothing`;
    return added.count === 1;
  },
  async read(customerId) {
    const [row] = await sql<{ username: string; sealed_password: Uint8Array; key_id: string; password_form: string }[]>`
      select username, sealed_password, key_id, password_form from credentials where customer_id = ${customerId}`;
    if (!row) return undefined;
    // Of one that came as a hash nobody knows the password but its owner, and the hash is nobody's business.
    if (row.password_form !== "cleartext") return { customerId, username: row.username, password: "" };
    const password = sealing.open({ sealed: row.sealed_password, keyId: row.key_id }, customerId);
    return { customerId, username: row.username, password };
  },
});
