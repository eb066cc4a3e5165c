export type FoundVoucher = { readonly batchId: string; readonly ordinal: number };

export type VoucherIndex = {
  /** By the hashes of a code under each pepper. A code whose batch never came to be is not found. */
  find(hashes: readonly string[]): Promise<FoundVoucher | undefined>;
  /** Those of them that belong to a voucher already. */
  taken(hashes: readonly string[]): Promise<ReadonlySet<string>>;
  /** The pepper that a voucher's code was hashed with. */
  keyIdOf(voucher: FoundVoucher): Promise<string | undefined>;
  /** Sold vouchers that did not end although their time is up, oldest first. */
  due(page: { readonly at: Date; readonly limit: number }): Promise<readonly FoundVoucher[]>;
};
