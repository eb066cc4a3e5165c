import type { Sql } from "@beacom/postgres";
import { fixAddressesOf } from "#adapters/fixed-addresses";
import type { Sealing } from "#adapters/sealing";
import type { ImportRow, ImportStore } from "#application/import-subscribers";
import type { PersonalAccess } from "#domain/subscriber";

type Row = {
  customer_id: string;
  username: string;
  sealed_password: Uint8Array;
  key_id: string;
  password_form: ImportRow["passwordForm"];
  profile: string | null;
  personal: PersonalAccess;
  down_bits_per_second: bigint | null;
  up_bits_per_second: bigint | null;
  billed: boolean | null;
};

export const importIn = ({ sql, sealing }: { sql: Sql; sealing: Sealing }): ImportStore => ({
  async having(usernames) {
    const rows = await sql<Row[]>`
      select c.customer_id, c.username, c.sealed_password, c.key_id, c.password_form, c.profile, c.personal,
        s.down_bits_per_second, s.up_bits_per_second, s.version > 0 as billed
      from credentials c left join service_states s using (customer_id) where c.username = any(${[...usernames]})`;
    return new Map(
      rows.map((row) => [
        row.username,
        {
          customerId: row.customer_id,
          username: row.username,
          password: sealing.open({ sealed: row.sealed_password, keyId: row.key_id }, row.customer_id),
          passwordForm: row.password_form,
          profile: row.profile ?? undefined,
          personal: row.personal,
          downBitsPerSecond: row.down_bits_per_second ?? 0n,
          upBitsPerSecond: row.up_bits_per_second ?? 0n,
          billed: row.billed ?? false,
        },
      ]),
    );
  },
  async ownersOf(addresses) {
    if (addresses.length === 0) return new Map();
    const texts = [...addresses];
    const rows = await sql<{ address: string; customer_id: string }[]>`
      select address_text(address) as address, customer_id from address_leases
        where address = any(${texts}::inet[]) and customer_id is not null
      union all select personal->>'address', customer_id from credentials
        where personal ? 'address' and personal->>'address' = any(${texts})
      union all select personal->>'prefix', customer_id from credentials
        where personal ? 'prefix' and personal->>'prefix' = any(${texts})
      union all select personal->>'delegated', customer_id from credentials
        where personal ? 'delegated' and personal->>'delegated' = any(${texts})`;
    return new Map(rows.map((row) => [row.address, row.customer_id]));
  },
  async write(rows, at) {
    const input = rows.map((row) => {
      const { sealed, keyId } = sealing.seal(row.password, row.customerId);
      return {
        customer_id: row.customerId,
        username: row.username,
        sealed: Buffer.from(sealed).toString("hex"),
        key_id: keyId,
        password_form: row.passwordForm,
        profile: row.profile ?? null,
        personal: row.personal,
        down: `${row.downBitsPerSecond}`,
        up: `${row.upBitsPerSecond}`,
      };
    });
    await sql.begin(async (tx) => {
      const given = tx`jsonb_to_recordset(${tx.json(input)}) as i(customer_id text, username text, sealed text, key_id text,
        password_form text, profile text, personal jsonb, down bigint, up bigint)`;
      await tx`insert into credentials (customer_id, username, sealed_password, key_id, password_form, profile, personal)
        select customer_id, username, decode(sealed, 'hex'), key_id, password_form, profile, personal from ${given}
        on conflict (customer_id) do update set sealed_password = excluded.sealed_password, key_id = excluded.key_id,
          password_form = excluded.password_form, profile = excluded.profile, personal = excluded.personal, changed_at = clock_timestamp()`;
      await fixAddressesOf(
        tx,
        rows.map(({ customerId, personal }) => ({ customerId, personal })),
      );
      // What billing has announced stays: it is newer than anything that was imported.
      await tx`insert into service_states as known (customer_id, version, level, down_bits_per_second, up_bits_per_second, reason, since)
        select customer_id, 0, 'full', down, up, 'imported', ${at} from ${given}
        on conflict (customer_id) do update set down_bits_per_second = excluded.down_bits_per_second,
          up_bits_per_second = excluded.up_bits_per_second, changed_at = clock_timestamp()
        where known.version = 0`;
    });
  },
});
