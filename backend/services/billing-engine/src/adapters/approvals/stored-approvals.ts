import type { Currency } from "@beacom/money";
import { type EventShapes, storedEvents } from "#adapters/stored-events";
import { big, instant, integer, record, text } from "#adapters/stored-shape";
import { variants } from "#adapters/stored-variants";
import { rangesShape } from "#adapters/vouchers/stored-vouchers";
import type { ApprovalEvent } from "#domain/approvals/approval";
import type { Change } from "#domain/approvals/change";
import type { AllowanceUsed } from "#domain/approvals/staff-allowance";
import type { VoidReason } from "#domain/vouchers/batch-event";

const currency = text<Currency>();
const customerId = text();
const by = text();

export const changeShape = variants<"kind", Change>("kind", {
  "adjust-wallet": record({ customerId, amountCents: big, currency }),
  "reverse-adjustment": record({ customerId, adjustmentId: text(), amountCents: big, currency }),
  "give-data": record({ customerId, planId: text(), planVersion: integer, worthCents: big, currency }),
  "write-off": record({ customerId, invoiceId: text(), amountCents: big, currency }),
  "void-vouchers": record({
    batchId: text(),
    ranges: rangesShape,
    reason: text<VoidReason>(),
    faceCents: big,
    currency,
  }),
  "set-credit-limit": record({ resellerId: text(), creditLimitCents: big, currency }),
});

const approvalShapes: EventShapes<ApprovalEvent> = {
  ChangeProposed: record({
    change: changeShape,
    reasonCode: text(),
    noteCommitment: text(),
    proposalKey: text(),
    by,
    role: text(),
    expiresAt: instant,
  }),
  ChangeMadeAlone: record({ by }),
  ChangeApproved: record({ by, role: text() }),
  ChangeDeclined: record({ by }),
  ChangeWithdrawn: record({ by }),
  ProposalLapsed: record({}),
  AdjustmentReversed: record({ reversalId: text() }),
};
const allowanceShapes: EventShapes<AllowanceUsed> = {
  AllowanceUsed: record({ approvalId: text(), cents: big, day: text() }),
};

export const storedApprovalEvents = storedEvents<ApprovalEvent>(approvalShapes);
export const storedAllowanceEvents = storedEvents<AllowanceUsed>(allowanceShapes);
