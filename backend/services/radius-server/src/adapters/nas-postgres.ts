import { isUniqueViolation, type Sql } from "@beacom/postgres";
import { ok, refuse } from "@beacom/result";
import type { Sealing } from "#adapters/sealing";
import type { NasStore, NewNas } from "#application/put-nas";
import type { DeviceApi, FallbackStep, Nas } from "#domain/nas";

export type NasRow = {
  nas_id: string;
  name: string;
  network: string | null;
  identifier: string | null;
  certificate: string | null;
  sealed_secret: Uint8Array;
  key_id: string;
  vendor: string;
  coa_address: string | null;
  coa_port: number;
  coa_per_second: number;
  require_message_authenticator: Nas["requireMessageAuthenticator"];
  allow_unsigned_proxy_state: boolean;
  counters_reversed: boolean;
  after_failed_coa: FallbackStep[];
  device_api: DeviceApi | null;
  sealed_device_password: Uint8Array | null;
  device_password_key_id: string | null;
};

export const nasOf = (row: NasRow): Nas => ({
  nasId: row.nas_id,
  name: row.name,
  network: row.network ?? undefined,
  identifier: row.identifier ?? undefined,
  certificate: row.certificate ?? undefined,
  kind: row.vendor,
  coaAddress: row.coa_address?.replace(/\/\d+$/, "") ?? undefined,
  coaPort: row.coa_port,
  coaPerSecond: row.coa_per_second,
  requireMessageAuthenticator: row.require_message_authenticator,
  allowUnsignedProxyState: row.allow_unsigned_proxy_state,
  countersReversed: row.counters_reversed,
  afterFailedCoa: row.after_failed_coa,
  deviceApi: row.device_api ?? undefined,
});

export const nasIn = ({ sql, sealing }: { sql: Sql; sealing: Sealing }): NasStore => ({
  async put(nas) {
    try {
      return await sql.begin(async (tx) => {
        const [known] = await tx<NasRow[]>`select * from nas where name = ${nas.name} for update`;
        if (!known && nas.secret === undefined) return refuse({ kind: "secret-missing" });
        const row = rowOf(nas, known, sealing);
        if (row.device_api !== null && row.sealed_device_password === null)
          return refuse({ kind: "device-password-missing" });
        // What was learnt belongs to the routers that were there before: a new place or policy learns anew.
        if (known && placeOf(known) !== placeOf(row)) await tx`delete from nas_sources where nas_id = ${row.nas_id}`;
        const written = { ...row, device_api: row.device_api && tx.json(row.device_api) };
        const [stored] = await tx<NasRow[]>`insert into nas ${tx(written)}
          on conflict (nas_id) do update set ${tx(written)}, changed_at = clock_timestamp() returning *`;
        return ok(nasOf(stored!));
      });
    } catch (error) {
      if (isUniqueViolation(error)) return refuse({ kind: "address-taken" });
      throw error;
    }
  },
  async remove(name) {
    return (await sql`delete from nas where name = ${name}`).count > 0;
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
  async devicePassword(nasId) {
    const [row] = await sql<Pick<NasRow, "sealed_device_password" | "device_password_key_id">[]>`
      select sealed_device_password, device_password_key_id from nas where nas_id = ${nasId}`;
    if (!row?.sealed_device_password || row.device_password_key_id === null) return undefined;
    return sealing.open(
      { sealed: row.sealed_device_password, keyId: row.device_password_key_id },
      devicePasswordOwner(nasId),
    );
  },
});

/** Another owner than the shared secret's, so that the two cannot be exchanged in the table. */
const devicePasswordOwner = (nasId: string): string => `${nasId} device`;

function rowOf(nas: NewNas, known: NasRow | undefined, sealing: Sealing): NasRow {
  const nasId = known?.nas_id ?? nas.nasId;
  const secret = nas.secret === undefined ? undefined : sealing.seal(nas.secret, nasId);
  const password =
    nas.devicePassword === undefined ? undefined : sealing.seal(nas.devicePassword, devicePasswordOwner(nasId));
  return {
    nas_id: nasId,
    name: nas.name,
    network: nas.network ?? null,
    identifier: nas.identifier ?? null,
    certificate: nas.certificate ?? null,
    sealed_secret: secret?.sealed ?? known!.sealed_secret,
    key_id: secret?.keyId ?? known!.key_id,
    vendor: nas.kind,
    coa_address: nas.coaAddress ?? null,
    coa_port: nas.coaPort,
    coa_per_second: nas.coaPerSecond,
    require_message_authenticator: nas.requireMessageAuthenticator,
    allow_unsigned_proxy_state: nas.allowUnsignedProxyState,
    counters_reversed: nas.countersReversed,
    after_failed_coa: [...nas.afterFailedCoa],
    device_api: nas.deviceApi ?? null,
    sealed_device_password: nas.deviceApi ? (password?.sealed ?? known?.sealed_device_password ?? null) : null,
    device_password_key_id: nas.deviceApi ? (password?.keyId ?? known?.device_password_key_id ?? null) : null,
  };
}

const placeOf = (row: NasRow): string =>
  [row.network, row.identifier, row.certificate, row.require_message_authenticator].join(" ");
