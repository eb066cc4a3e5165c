import { ok, type Result, refuse } from "@beacom/result";
import type { CodeSecrets } from "#application/vouchers/code-secrets";
import type { VoucherView, VoucherViews } from "#application/vouchers/views";
import type { VoucherIndex } from "#application/vouchers/voucher-index";
import { readCode } from "#domain/vouchers/voucher-code";

export type LookUpVoucherUseCase = (
  code: string,
) => Promise<Result<VoucherView, { readonly kind: "code-mistyped" | "voucher-unknown" }>>;

/** What became of a voucher, for staff who were given its code. Not for customers: nothing is counted here, and everything is told. */
export const lookUpVoucherWith =
  ({
    index,
    secrets,
    views,
  }: {
    index: VoucherIndex;
    secrets: CodeSecrets;
    views: VoucherViews;
  }): LookUpVoucherUseCase =>
  async (code) => {
    const read = readCode(code);
    if (!read.ok) return read;
    const found = await index.find(secrets.hashes(read.value));
    const voucher = found && (await views.voucher(found.batchId, found.ordinal));
    return voucher ? ok(voucher) : refuse({ kind: "voucher-unknown" });
  };
