import type { Clock } from "@beacom/time";
import type { GuessGuard } from "#application/vouchers/guess-guard";
import type { VoucherFiles } from "#application/vouchers/voucher-files";

export type ForgetOldUseCase = () => Promise<void>;

/** Codes whose time to be fetched is up, and failures that no limit looks back to: both are kept no longer than they are needed. */
export const forgetOldWith =
  ({ files, guard, clock }: { files: VoucherFiles; guard: GuessGuard; clock: Clock }): ForgetOldUseCase =>
  async () => {
    await files.forgetOld(clock());
    await guard.forgetOld(clock());
  };
