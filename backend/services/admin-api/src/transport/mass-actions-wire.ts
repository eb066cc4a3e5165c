import type { Currency } from "@beacom/money";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { MassView } from "#application/mass-actions-ports";
import type { Phase } from "#domain/mass-actions";
import type { MassCustomer } from "#domain/mass-actions-report";

export const massStates = [
  "preparing",
  "ready",
  "awaiting-approval",
  "running",
  "paused",
  "finished",
  "cancelled",
  "declined",
  "lapsed",
] as const satisfies readonly Phase["state"][];

export function actionMessage({ action, progress }: MassView, currency: Currency) {
  const { actionId, terms, reason, askedBy, askedAt, phase } = action;
  const { counts, costCents } = progress;
  return {
    actionId,
    kind: terms.kind,
    reason,
    state: phase.state,
    askedBy,
    askedAt: timestampFromDate(askedAt),
    ...phaseFields(phase),
    progress: {
      listed: Object.values(counts).reduce((sum, count) => sum + count, 0),
      toLookAt: counts.looking,
      leftOut: counts["left-out"],
      waiting: counts.waiting,
      done: counts.done,
      refused: counts.refused,
      failed: counts.failed,
      cost: { minorUnits: costCents, currency },
    },
  };
}

function phaseFields(phase: Phase) {
  const endedAt = phase.state === "finished" ? phase.finishedAt : "at" in phase ? phase.at : undefined;
  const decidedBy = phase.state === "paused" ? phase.pausedBy : "by" in phase ? phase.by : "";
  return {
    startedBy: "startedBy" in phase ? phase.startedBy : "",
    approvedBy: "approvedBy" in phase ? (phase.approvedBy ?? "") : "",
    decidedBy,
    ...("expiresAt" in phase && { expiresAt: timestampFromDate(phase.expiresAt) }),
    ...(endedAt && { endedAt: timestampFromDate(endedAt) }),
  };
}

export const customerMessage = (customer: MassCustomer, currency: Currency) => ({
  ordinal: customer.ordinal,
  customerId: customer.customerId ?? "",
  given: customer.given,
  state: customer.state,
  why: customer.why,
  cost: { minorUnits: customer.costCents, currency },
  ...(customer.doneAt && { doneAt: timestampFromDate(customer.doneAt) }),
});
