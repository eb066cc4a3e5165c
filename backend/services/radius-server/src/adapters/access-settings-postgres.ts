import { isForeignKeyViolation, isUniqueViolation, type Sql } from "@beacom/postgres";
import { fixAddressesOf } from "#adapters/fixed-addresses";
import type { AccessStore } from "#application/set-access";
import type { PersonalAccess } from "#domain/subscriber";

type Row = {
  customer_id: string;
  username: string;
  profile: string | null;
  personal: PersonalAccess;
  first_login_at: Date | null;
};

export const accessSettingsIn = ({ sql }: { sql: Sql }): AccessStore => ({
  async read(customerId) {
    const [row] = await sql<Row[]>`
      select customer_id, username, profile, personal, first_login_at from credentials where customer_id = ${customerId}`;
    if (!row) return undefined;
    const devices = await sql<{ mac: string; name: string }[]>`
      select mac, name from devices where customer_id = ${customerId} order by added_at`;
    const leases = await sql<{ pool: string; address: string; used_at: Date }[]>`
      select pool, address_text(address) as address, used_at from address_leases where customer_id = ${customerId} order by pool, slot`;
    return {
      customerId: row.customer_id,
      username: row.username,
      profile: row.profile ?? undefined,
      personal: row.personal,
      firstLoginAt: row.first_login_at ?? undefined,
      devices,
      leases: leases.map(({ pool, address, used_at: usedAt }) => ({ pool, address, usedAt })),
    };
  },
  async write(customerId, { profile, personal }) {
    try {
      return await sql.begin(async (tx) => {
        const written = await tx`update credentials set profile = ${profile ?? null}, personal = ${tx.json(personal)},
          changed_at = clock_timestamp() where customer_id = ${customerId}`;
        if (written.count === 0) return "not-there";
        await fixAddressesOf(tx, [{ customerId, personal }]);
        await tx`insert into dynamic_authorizations (session_id, customer_id, nas_id, kind, reason, service_version, requested_at)
          select s.session_id, s.customer_id, s.nas_id, 'coa', 'policy', coalesce(v.version, 0), now()
          from sessions s left join service_states v using (customer_id) where s.customer_id = ${customerId} and s.ended_at is null
          on conflict (session_id) where outcome is null do nothing`;
        return "written";
      });
    } catch (error) {
      if (isUniqueViolation(error)) return "address-taken";
      throw error;
    }
  },
  async putDevice(customerId, { mac, name }) {
    try {
      const written = await sql`insert into devices (mac, customer_id, name) values (${mac}, ${customerId}, ${name})
        on conflict (mac) do update set name = excluded.name where devices.customer_id = excluded.customer_id`;
      return written.count > 0 ? "written" : "taken";
    } catch (error) {
      if (isForeignKeyViolation(error)) return "not-there";
      throw error;
    }
  },
  async removeDevice(mac) {
    return (await sql`delete from devices where mac = ${mac}`).count > 0;
  },
});
