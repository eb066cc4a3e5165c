import type { Json } from "@beacom/audit-log";
import type { Told } from "#application/act";
import type { ClaimedCustomer } from "#application/mass-actions-ports";
import type { MassAction } from "#domain/mass-actions";
import type { MassTerms } from "#domain/mass-actions-terms";

/** Where an action stands, for the audit log. */
export function outlineOfAction({ terms, phase }: MassAction): { [name: string]: Json } {
  const outline: { [name: string]: Json } = { action: terms.kind, state: phase.state };
  if ("tally" in phase) {
    const { customers, leftOut, costCents, stakeCents } = phase.tally;
    Object.assign(outline, { customers, leftOut, costCents: `${costCents}`, stakeCents: `${stakeCents}` });
  }
  if ("startedBy" in phase) outline["startedBy"] = phase.startedBy;
  if ("approvedBy" in phase) outline["approvedBy"] = phase.approvedBy;
  return outline;
}

export function outlineOfTerms(terms: MassTerms): { [name: string]: Json } {
  switch (terms.kind) {
    case "suspend":
      return { restriction: terms.restriction };
    case "notify":
      return { isMarketing: terms.isMarketing, words: { ...terms.words } };
    case "move-plan":
      return { fromPlanId: terms.fromPlanId, toPlanId: terms.toPlanId, when: terms.when };
    case "credit":
      return { amountCents: `${terms.amountCents}`, currency: terms.currency, reason: terms.reasonCode };
    case "restore":
    case "disconnect":
      return {};
    default:
      return terms satisfies never;
  }
}

/** The entry of one customer, which leads back to the action. */
export const toldOfCustomer = (
  { action, act }: { readonly action: MassAction; readonly act: Told["act"] },
  customer: ClaimedCustomer & { readonly customerId: string },
  { outcome, why, at }: { readonly outcome: "done" | "refused" | "failed"; readonly why: string; readonly at: Date },
): Told => ({
  act,
  what: `customer.${pastOf[action.terms.kind]}`,
  whom: { kind: "customer", id: customer.customerId },
  before: null,
  after: {
    massAction: action.actionId,
    ordinal: customer.ordinal,
    outcome,
    ...(why !== "" && { because: why }),
    ...(action.terms.kind === "notify" ? {} : outlineOfTerms(action.terms)),
  },
  why: action.reason,
  at,
  entryId: `${action.actionId}/${customer.customerId}`,
});

const pastOf = {
  suspend: "suspended",
  restore: "restored",
  disconnect: "disconnected",
  notify: "notified",
  "move-plan": "plan-moved",
  credit: "credited",
} as const satisfies Record<MassTerms["kind"], string>;
