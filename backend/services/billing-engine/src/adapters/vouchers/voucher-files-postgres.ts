import type { Sql } from "@beacom/postgres";
import type { VoucherFiles } from "#application/vouchers/voucher-files";

type Row = {
  readonly batch_id: string;
  readonly key_id: string;
  readonly sealed: Buffer;
  readonly staff_id: string;
  readonly available_until: Date;
};

export const voucherFilesIn = (sql: Sql): VoucherFiles => ({
  async keep({ batchId, keyId, sealed, staffId, availableUntil }) {
    await sql`
      insert into voucher_files (batch_id, key_id, sealed, staff_id, available_until)
      values (${batchId}, ${keyId}, ${Buffer.from(sealed)}, ${staffId}, ${availableUntil})`;
  },
  async find(batchId) {
    const [row] = await sql<Row[]>`select * from voucher_files where batch_id = ${batchId}`;
    return (
      row && {
        batchId: row.batch_id,
        keyId: row.key_id,
        sealed: row.sealed,
        staffId: row.staff_id,
        availableUntil: row.available_until,
      }
    );
  },
  async forget(batchId) {
    await sql`delete from voucher_files where batch_id = ${batchId}`;
  },
  async forgetOld(at) {
    const { count } = await sql`delete from voucher_files where available_until <= ${at}`;
    return count;
  },
});
