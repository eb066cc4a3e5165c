import { type FollowedEvent, read } from "@beacom/outbox";
import { type SessionReported, SessionReportedSchema, SessionsReportedSchema } from "@beacom/proto/radius/v1/radius";
import type { Logger, Metrics } from "@beacom/runtime";
import type { Clock } from "@beacom/time";
import { type Timestamp, timestampDate } from "@bufbuild/protobuf/wkt";
import type { ChargeUsageUseCase } from "#application/charge-usage";
import type { UsageReport } from "#domain/charge-usage";
import { mostOfAnything } from "#domain/quantity";
import { sideBySide } from "#transport/side-by-side";

/**
 * Charges a batch of radius-server's reports: those of one account in their order and in one append, the accounts side by side, so
 * that the event store commits hundreds of them at once. May be repeated: the counters are cumulative.
 */
export function usageReports({
  chargeUsage,
  clock,
  log,
  metrics,
}: {
  chargeUsage: ChargeUsageUseCase;
  clock: Clock;
  log: Logger;
  metrics: Metrics;
}): (events: readonly FollowedEvent[]) => Promise<void> {
  const reports = metrics.counter("beacom_billing_usage_reports_total", "Usage reports by result", ["result"]);
  const octets = metrics.counter("beacom_billing_octets_total", "Octets by who paid for them", ["paid_by"]);
  const delay = metrics.histogram("beacom_billing_charge_seconds", "From the report's receipt to its charge's commit");
  return async (events) => {
    const told = events.flatMap(reportsIn);
    const taken = told.filter(isPlausible);
    const implausible = told.filter((report) => !isPlausible(report));
    for (const report of implausible) log.error({ report }, "a usage report is implausible and was not charged");
    reports.inc({ result: "implausible" }, implausible.length);
    const byCustomer = Map.groupBy(taken, ({ customerId }) => customerId);
    await sideBySide(byCustomer, async ([customerId, theirs]) => {
      for (const event of await chargeUsage(customerId, theirs, theirs.at(-1)?.traceparent)) {
        if (event.type !== "UsageCharged") continue;
        octets.inc({ paid_by: "bundle" }, Number(event.octetsCharged));
        octets.inc({ paid_by: "nobody" }, Number(event.octetsFree));
        delay.observe((clock().getTime() - event.reportedAt.getTime()) / 1000);
      }
      reports.inc({ result: "taken" }, theirs.length);
    });
  };
}

type CustomersReport = UsageReport & { readonly customerId: string; readonly traceparent: string };

function reportsIn(event: FollowedEvent): CustomersReport[] {
  const one = read(SessionReportedSchema, event);
  const several = one ? [one] : (read(SessionsReportedSchema, event)?.reports ?? []);
  // A session of nobody we know (a NAS's own test user) is nobody's usage.
  return several.filter((report) => report.customerId !== "").map((report) => reportOf(report, event));
}

/** A router that reports petabytes is broken, and nobody could be shown such a number. */
const isPlausible = (report: UsageReport) => report.octetsDown + report.octetsUp <= mostOfAnything;

function reportOf(report: SessionReported, { at, traceparent }: FollowedEvent): CustomersReport {
  const reportedAt = instant(report.reportedAt) ?? at;
  return {
    traceparent,
    customerId: report.customerId,
    sessionId: report.sessionId,
    startedAt: instant(report.startedAt) ?? reportedAt,
    reportedAt,
    endedAt: instant(report.endedAt) ?? null,
    octetsDown: report.octetsDown,
    octetsUp: report.octetsUp,
  };
}

const instant = (timestamp: Timestamp | undefined) => timestamp && timestampDate(timestamp);
