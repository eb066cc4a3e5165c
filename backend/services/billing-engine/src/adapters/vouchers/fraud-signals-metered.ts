import type { Logger, Metrics } from "@beacom/runtime";
import type { FraudSignals } from "#application/vouchers/guess-guard";

/** Counts by reason, and says who was held back. Never which code: a log is read by more people than may redeem it. */
export function fraudSignalsTo({ log, metrics }: { log: Logger; metrics: Metrics | undefined }): FraudSignals {
  const refused = metrics?.counter("beacom_billing_voucher_refusals_total", "Voucher codes that were not accepted", [
    "reason",
  ]);
  const heldBack = metrics?.counter(
    "beacom_billing_voucher_held_back_total",
    "Callers who had to wait after failures",
    ["because"],
  );
  return {
    codeRefused: ({ reason }) => refused?.inc({ reason }),
    callerHeldBack({ because, customerId, address, mac, retryAt }) {
      heldBack?.inc({ because });
      log.warn({ because, customerId, address, mac, retryAt }, "too many voucher codes were not accepted");
    },
  };
}
