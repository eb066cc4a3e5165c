import { valueOf } from "@beacom/result";
import type { Streams } from "#application/streams";
import type { CodeSecrets, Random } from "#application/vouchers/code-secrets";
import type { VoucherIndex } from "#application/vouchers/voucher-index";
import { codesStream } from "#application/vouchers/voucher-streams";
import { type CodeFormat, type VoucherCode, writeCode } from "#domain/vouchers/voucher-code";

const atOnce = 500;

/**
 * Makes the codes of a batch that is to be, and commits what they lead to, some hundred at a time, so that nobody else waits for long.
 * Answers with the codes themselves, which are nowhere else.
 */
export async function issueCodes(
  { streams, index, secrets, random }: { streams: Streams; index: VoucherIndex; secrets: CodeSecrets; random: Random },
  { batchId, count, format, at }: { batchId: string; count: number; format: CodeFormat; at: Date },
): Promise<readonly VoucherCode[]> {
  const keyId = secrets.newestKeyId;
  const issued = new Map<string, VoucherCode>();
  while (issued.size < count) {
    const firstOrdinal = issued.size + 1;
    const fresh = new Map<string, VoucherCode>();
    while (fresh.size < Math.min(atOnce, count - issued.size)) {
      const code = writeCode(format, random);
      const hash = secrets.hash(code, keyId);
      if (!issued.has(hash)) fresh.set(hash, code);
    }
    // Twelve digits are few enough that one may have been given out before.
    for (const hash of await index.taken([...fresh.keys()])) fresh.delete(hash);
    if (fresh.size === 0) continue;
    const hashes = [...fresh.keys()];
    const change = await streams.change({
      key: `voucher-codes:${batchId}:${firstOrdinal}`,
      read: { codes: codesStream(batchId) },
      decide: () =>
        ({
          ok: true,
          value: { events: { codes: [{ type: "VoucherCodesIssued", keyId, firstOrdinal, hashes, at }] } },
        }) as const,
    });
    valueOf(change);
    for (const [hash, code] of fresh) issued.set(hash, code);
  }
  return [...issued.values()];
}
