import type { Sql } from "@beacom/postgres";
import type { VoucherIndex } from "#application/vouchers/voucher-index";

export const voucherIndexIn = (sql: Sql): VoucherIndex => ({
  async find(hashes) {
    const [row] = await sql<{ batch_id: string; ordinal: number }[]>`
      select batch_id, ordinal from vouchers join voucher_batches using (batch_id)
      where code_hash in (select decode(hash, 'base64') from unnest(${[...hashes]}::text[]) as hash)`;
    return row && { batchId: row.batch_id, ordinal: row.ordinal };
  },
  async taken(hashes) {
    const rows = await sql<{ hash: string }[]>`
      select encode(code_hash, 'base64') as hash from vouchers
      where code_hash in (select decode(hash, 'base64') from unnest(${[...hashes]}::text[]) as hash)`;
    return new Set(rows.map(({ hash }) => hash));
  },
  async keyIdOf({ batchId, ordinal }) {
    const [row] = await sql<{ key_id: string }[]>`
      select key_id from vouchers where batch_id = ${batchId} and ordinal = ${ordinal}`;
    return row?.key_id;
  },
  async due({ at, limit }) {
    const rows = await sql<{ batch_id: string; ordinal: number }[]>`
      select vouchers.batch_id, vouchers.ordinal from voucher_ranges as held
      join vouchers on vouchers.batch_id = held.batch_id
        and vouchers.ordinal between held.first_ordinal and held.last_ordinal and vouchers.ended is null
      where held.expires_at <= ${at}
      order by held.expires_at, vouchers.batch_id, vouchers.ordinal limit ${limit}`;
    return rows.map((row) => ({ batchId: row.batch_id, ordinal: row.ordinal }));
  },
});
