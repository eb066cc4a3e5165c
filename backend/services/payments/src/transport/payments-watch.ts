import type { Logger, Metrics } from "@beacom/runtime";
import type { Clock } from "@beacom/time";
import type { Watch } from "#application/watch";

/** What happens to payments, for operators: counters always, a log line when somebody may want to read it. */
export function paymentsWatch(parts: { log: Logger; metrics: Metrics; clock: Clock }): Watch {
  const { log, metrics, clock } = parts;
  const moves = metrics.counter("beacom_payments_total", "Payments that reached a status", ["status"]);
  const callbacks = metrics.counter("beacom_payment_callbacks_total", "Callbacks by what became of them", ["result"]);
  const findings = metrics.counter("beacom_payment_findings_total", "What a person has to look at", ["kind"]);
  const answers = metrics.histogram("beacom_payment_provider_seconds", "Answers of the provider", [
    "operation",
    "answer",
  ]);
  let lost = false;
  return {
    moved({ paymentId, state }) {
      moves.inc({ status: state.status });
      const words = "words" in state ? { reason: state.words } : {};
      const level = state.status === "under-review" ? "warn" : "info";
      log[level]({ paymentId, status: state.status, ...words }, "payment moved");
    },
    found({ paymentId }, { kind, reference, words }) {
      findings.inc({ kind });
      log.warn({ paymentId, reference, finding: kind, words }, "payment needs a person");
    },
    answered(operation, answer, reason, startedAt) {
      answers.observe({ operation, answer }, Math.max(0, clock().getTime() - startedAt.getTime()) / 1_000);
      if (answer === "refused") log.warn({ operation, reason }, "the provider refused a payment");
      // Logged when it starts and when it ends: each single one is in the histogram.
      if (answer === "unknown" && !lost) log.warn({ operation, reason }, "the provider does not answer");
      if (answer !== "unknown" && lost) log.info({ operation }, "the provider answers again");
      lost = answer === "unknown";
    },
    callback(result, count) {
      callbacks.inc({ result }, count);
      if (result === "taken-back") log.warn({ result }, "a provider takes booked money back: see findings");
      if (result === "unknown-reference" || result === "unreadable") log.warn({ result }, "callback that fits nothing");
    },
  };
}
