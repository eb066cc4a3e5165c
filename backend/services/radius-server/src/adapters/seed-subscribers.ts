import type { Sql } from "@beacom/postgres";
import type { Sealing } from "#adapters/sealing";

export type Seed = {
  subscribers: number;
  /** user00000 and pass00000 are the first. */
  usernamePrefix: string;
  passwordPrefix: string;
  nas: { address: string; secret: string; vendor: string };
};

/** Subscribers with a full service of 20/5 Mbit/s, and one router. Again with the same prefix changes nothing but the router. */
export async function seedSubscribers(sql: Sql, sealing: Sealing, seed: Seed): Promise<void> {
  const numbers = Array.from({ length: seed.subscribers }, (_, n) => String(n).padStart(5, "0"));
  for (let from = 0; from < numbers.length; from += 5_000) {
    const rows = numbers.slice(from, from + 5_000).map((number) => {
      // In the alphabet of ids, and the same in each run.
      const customerId = `cus_${number.padStart(26, "0")}`;
      const { sealed, keyId } = sealing.seal(`${seed.passwordPrefix}${number}`, customerId);
      const password = Buffer.from(sealed).toString("hex");
      return { customer_id: customerId, username: `${seed.usernamePrefix}${number}`, password, key_id: keyId };
    });
    await sql`
      with seeded as (
        insert into credentials (customer_id, username, sealed_password, key_id)
        select customer_id, username, decode(password, 'hex'), key_id
        from jsonb_to_recordset(${sql.json(rows)}) as r(customer_id text, username text, password text, key_id text)
        on conflict do nothing returning customer_id)
      insert into service_states (customer_id, version, level, down_bits_per_second, up_bits_per_second, reason, since)
      select customer_id, 1, 'full', 20000000, 5000000, 'in-bundle', now() from seeded on conflict do nothing`;
  }
  const nasId = `nas_${"0".repeat(26)}`;
  const { sealed, keyId } = sealing.seal(seed.nas.secret, nasId);
  await sql`
    insert into nas (nas_id, name, network, sealed_secret, key_id, vendor, coa_port, require_message_authenticator, counters_reversed)
    values (${nasId}, 'seeded', ${seed.nas.address}, ${sealed}, ${keyId}, ${seed.nas.vendor}, 3799, 'auto', false)
    on conflict (nas_id) do update set network = excluded.network, sealed_secret = excluded.sealed_secret, key_id = excluded.key_id,
      vendor = excluded.vendor, changed_at = clock_timestamp()`;
}
