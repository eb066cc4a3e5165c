import type { Tx } from "@beacom/postgres";
import type { Fact } from "#adapters/stored-kind";
import type { VoucherCodesIssued } from "#domain/vouchers/batch-event";

/** One statement, sent before those of the vouchers' own histories, which change the rows that it makes. */
export async function projectCodes(tx: Tx, facts: readonly Fact<VoucherCodesIssued>[]): Promise<void> {
  const rows = facts.flatMap(({ id, event: { keyId, firstOrdinal, hashes } }) =>
    hashes.map((hash, index) => ({ hash, keyId, batchId: id, ordinal: firstOrdinal + index })),
  );
  await tx`
    insert into vouchers (code_hash, key_id, batch_id, ordinal)
    select decode(hash, 'base64'), key_id, batch_id, ordinal from unnest(
      ${rows.map(({ hash }) => hash)}::text[], ${rows.map(({ keyId }) => keyId)}::text[],
      ${rows.map(({ batchId }) => batchId)}::text[], ${rows.map(({ ordinal }) => ordinal)}::integer[])
      as issued (hash, key_id, batch_id, ordinal)`;
}
