import { accountKind } from "#adapters/account-kind";
import { approvalKind, staffAllowanceKind } from "#adapters/approvals/approval-kinds";
import { catalogueKind } from "#adapters/catalogue-kind";
import { postpaidKind } from "#adapters/postpaid/postpaid-kind";
import { resellerKind } from "#adapters/resellers/reseller-kind";
import { rulesKind } from "#adapters/rules/rules-kind";
import { type AnyStoredKind, asAnyKind } from "#adapters/stored-kind";
import { voucherBatchKind, voucherCodesKind, voucherKind } from "#adapters/vouchers/voucher-kinds";

/** Every kind of history that this service keeps. Their tables are written in this order. */
export const kinds: readonly AnyStoredKind[] = [
  asAnyKind(catalogueKind),
  asAnyKind(accountKind),
  asAnyKind(postpaidKind),
  asAnyKind(voucherCodesKind),
  asAnyKind(voucherKind),
  asAnyKind(voucherBatchKind),
  asAnyKind(resellerKind),
  asAnyKind(approvalKind),
  asAnyKind(staffAllowanceKind),
  asAnyKind(rulesKind),
];
