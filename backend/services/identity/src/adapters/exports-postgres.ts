import { arrayLiteral, type Tx } from "@beacom/postgres";
import { openFile, sealFile } from "#adapters/sealed-files";
import type { Sealing } from "#adapters/sealing";
import type { ExportRecords } from "#application/privacy/ports";
import type { PersonalDataExport } from "#domain/privacy/personal-data-export";

type Row = {
  export_id: string;
  customer_id: string;
  asked_at: Date;
  asked_by: string;
  attempts: number;
  made_at: Date | null;
  good_until: Date | null;
  octets: number | null;
  missing: string[];
};

export const exportsIn = (tx: Tx, sealing: Sealing): ExportRecords => {
  const columns = tx`export_id, customer_id, asked_at, asked_by, attempts, made_at, good_until, octets, missing`;
  const all: ExportRecords["all"] = async (customerId) => {
    const rows = await tx<Row[]>`
      select ${columns} from personal_data_exports where customer_id = ${customerId} order by asked_at desc limit 50`;
    return rows.map(exportOf);
  };
  return {
    all,
    latest: async (customerId) => (await all(customerId))[0],
    async add({ exportId, customerId, askedAt, askedBy }) {
      await tx`
        insert into personal_data_exports (export_id, customer_id, asked_at, asked_by)
        values (${exportId}, ${customerId}, ${askedAt}, ${askedBy})`;
    },
    async toMake(howMany) {
      const rows = await tx<Row[]>`
        select ${columns} from personal_data_exports where made_at is null order by asked_at limit ${howMany}`;
      return rows.map(exportOf);
    },
    async tried({ exportId }) {
      await tx`update personal_data_exports set attempts = attempts + 1 where export_id = ${exportId}`;
    },
    async made({ exportId, customerId }, { at, goodUntil, missing, content }) {
      const { sealedKey, sealed } = sealFile(sealing, content, contextOf(customerId, exportId));
      const written = await tx`
        update personal_data_exports set made_at = ${at}, good_until = ${goodUntil}, octets = ${content.length},
          missing = ${arrayLiteral(missing)}::text[], sealed_key = ${sealedKey}, sealed = ${sealed}
        where export_id = ${exportId} and made_at is null`;
      return written.count === 1;
    },
    async open({ exportId, customerId }) {
      const [row] = await tx<{ sealed_key: Buffer; sealed: Buffer }[]>`
        select sealed_key, sealed from personal_data_exports where export_id = ${exportId} and sealed is not null`;
      if (!row) return undefined;
      return openFile(sealing, { sealedKey: row.sealed_key, sealed: row.sealed }, contextOf(customerId, exportId));
    },
    async destroyOld(at) {
      const ended = await tx`
        update personal_data_exports set sealed = null, sealed_key = null where sealed is not null and good_until <= ${at}`;
      return ended.count;
    },
  };
};

const contextOf = (customerId: string, exportId: string): string => `personal data ${customerId} ${exportId}`;

const exportOf = (row: Row): PersonalDataExport => ({
  exportId: row.export_id,
  customerId: row.customer_id,
  askedAt: row.asked_at,
  askedBy: row.asked_by,
  attempts: row.attempts,
  made:
    row.made_at && row.good_until
      ? { at: row.made_at, goodUntil: row.good_until, octets: row.octets ?? 0, missing: row.missing }
      : undefined,
});
