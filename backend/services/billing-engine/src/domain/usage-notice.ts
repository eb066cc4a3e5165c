import type { Account } from "#domain/account";
import type { AccountEvent, Deduction } from "#domain/account-event";
import { octetsRemaining } from "#domain/bundle";
import { isUncapped } from "#domain/plan";

/** ICASA End-user and Subscriber Service Charter, regulation 8A: per bundle, each once. */
export const noticeThresholdsPercent = [50, 80, 100] as const;

/** The thresholds that these deductions crossed. One large report may cross several: each is owed to the customer. */
export function noticesDue(account: Account, deductions: readonly Deduction[], at: Date): AccountEvent[] {
  return deductions.flatMap(({ bundleId }) => {
    const bundle = account.bundles.find((candidate) => candidate.bundleId === bundleId);
    if (!bundle || isUncapped(bundle.allowance)) return [];
    // Of what it can pay for here: octets that were sent away are not used.
    const whole = bundle.octetsGranted - bundle.octetsSent;
    return noticeThresholdsPercent
      .filter((percent) => !bundle.noticesPercent.includes(percent))
      .filter((percent) => bundle.octetsUsed * 100n >= whole * BigInt(percent))
      .map((percent) => ({
        type: "UsageNoticeRaised" as const,
        bundleId,
        percent,
        octetsRemaining: octetsRemaining(bundle),
        at,
      }));
  });
}
