import type { VoucherCode } from "#domain/vouchers/voucher-code";

export type Random = (octets: number) => Uint8Array;

/**
 * What only the program can do with its peppers: neither they nor any code are in the database, so whoever has the database alone
 * cannot find out a code. A pepper stays in use for as long as vouchers of it can be redeemed; new ones are made with the newest.
 */
export type CodeSecrets = {
  readonly newestKeyId: string;
  hash(code: VoucherCode, keyId: string): string;
  /** Under each pepper in use. */
  hashes(code: VoucherCode): readonly string[];
  /** The same randomness whenever it is asked for by the same name, and unpredictable without the pepper. */
  repeatable(name: string, keyId: string): Random;
  seal(batchId: string, text: string, keyId: string): Uint8Array;
  /** Throws for what was sealed for another batch, or changed. */
  open(batchId: string, sealed: Uint8Array, keyId: string): string;
};
