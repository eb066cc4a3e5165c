import type { Metrics } from "@beacom/runtime";
import type { Answer } from "#application/webhooks/ports";

export type WebhookCounts = {
  kept: (type: string) => void;
  attempted: (answer: Answer) => void;
  disabled: (reason: string) => void;
  queued: (pending: number) => void;
};

export function countedBy(metrics: Metrics): WebhookCounts {
  const messages = metrics.counter("beacom_webhook_messages_total", "Messages kept for webhooks", ["type"]);
  const attempts = metrics.counter("beacom_webhook_attempts_total", "Attempts to deliver, by what came of them", [
    "outcome",
  ]);
  const seconds = metrics.histogram("beacom_webhook_attempt_seconds", "How long an attempt took", ["outcome"]);
  const ended = metrics.counter(
    "beacom_webhook_endpoints_disabled_total",
    "Endpoints that were disabled by themselves",
    ["reason"],
  );
  const pending = metrics.gauge("beacom_webhook_pending", "Deliveries that are due or wait for their next attempt");
  return {
    kept: (type) => messages.inc({ type }),
    attempted({ outcome: { kind: outcome }, durationMs }) {
      attempts.inc({ outcome });
      seconds.observe({ outcome }, durationMs / 1_000);
    },
    disabled: (reason) => ended.inc({ reason }),
    queued: (count) => pending.set(count),
  };
}
