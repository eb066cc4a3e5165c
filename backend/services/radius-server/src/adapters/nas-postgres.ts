import { isUniqueViolation, type Sql } from "@beacom/postgres";
import { ok, refuse } from "@beacom/result";
import type { Sealing } from "#adapters/sealing";
import type { NasStore } from "#application/put-nas";
import type { Nas, Vendor } from "#domain/nas";

export type NasRow = {
  nas_id: string;
  name: string;
  network: string;
  sealed_secret: Uint8Array;
  key_id: string;
  vendor: Vendor;
  coa_address: string | null;
  coa_port: number;
  require_message_authenticator: Nas["requireMessageAuthenticator"];
  counters_reversed: boolean;
};

export const nasOf = (row: NasRow): Nas => ({
  nasId: row.nas_id,
  name: row.name,
  network: row.network,
  vendor: row.vendor,
  coaAddress: row.coa_address?.replace(/\/\d+$/, "") ?? undefined,
  coaPort: row.coa_port,
  requireMessageAuthenticator: row.require_message_authenticator,
  countersReversed: row.counters_reversed,
});

export const nasIn = ({ sql, sealing }: { sql: Sql; sealing: Sealing }): NasStore => ({
  async put({ secret, ...nas }) {
    try {
      return await sql.begin(async (tx) => {
        const [known] = await tx<NasRow[]>`select * from nas where name = ${nas.name} for update`;
        if (!known && secret === undefined) return refuse({ kind: "secret-missing" });
        const nasId = known?.nas_id ?? nas.nasId;
        const sealed = secret === undefined ? undefined : sealing.seal(secret, nasId);
        const row = {
          nas_id: nasId,
          name: nas.name,
          network: nas.network,
          sealed_secret: sealed?.sealed ?? known!.sealed_secret,
          key_id: sealed?.keyId ?? known!.key_id,
          vendor: nas.vendor,
          coa_address: nas.coaAddress ?? null,
          coa_port: nas.coaPort,
          require_message_authenticator: nas.requireMessageAuthenticator,
          counters_reversed: nas.countersReversed,
        };
        // What was learnt belongs to the routers that were there before: a new address or policy learns anew.
        if (
          known &&
          (known.network !== row.network || known.require_message_authenticator !== row.require_message_authenticator)
        ) {
          await tx`delete from nas_sources where nas_id = ${nasId}`;
        }
        const [stored] = await tx<NasRow[]>`insert into nas ${tx(row)}
          on conflict (nas_id) do update set ${tx(row)}, changed_at = clock_timestamp() returning *`;
        return ok(nasOf(stored!));
      });
    } catch (error) {
      if (isUniqueViolation(error)) return refuse({ kind: "address-taken" });
      throw error;
    }
  },
  async list() {
    return (await sql<NasRow[]>`select * from nas order by name`).map(nasOf);
  },
  async learn(nasId, address, signs) {
    // Once it has signed it always does: a slower process must not take that back.
    await sql`insert into nas_sources (nas_id, address, signs_requests) values (${nasId}, ${address}, ${signs})
      on conflict (nas_id, address) do update set signs_requests = true, learnt_at = now()
      where excluded.signs_requests and not nas_sources.signs_requests`;
  },
});
