import type { Page } from "#application/views";
import type { ApprovalState } from "#domain/approvals/approval";
import type { Change } from "#domain/approvals/change";

export type ApprovalView = {
  readonly approvalId: string;
  readonly change: Change;
  readonly stakeCents: bigint;
  readonly reasonCode: string;
  readonly note: string;
  readonly proposedBy: string;
  readonly proposedAt: Date;
  readonly expiresAt: Date;
  readonly state: ApprovalState;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  readonly reversalId: string | null;
};

export type ApprovalViews = {
  approval(approvalId: string): Promise<ApprovalView | undefined>;
  proposed(proposalKey: string): Promise<ApprovalView | undefined>;
  /** Those that wait for a second person, the one that lapses first before the others. */
  open(request: {
    readonly at: Date;
    readonly cursor: string;
    readonly limit: number;
  }): Promise<Page<ApprovalView> | undefined>;
  /** Of a customer, a batch or a reseller, newest first. */
  of(subject: string, limit: number): Promise<readonly ApprovalView[]>;
  /** Open ones whose time is up. */
  lapsed(page: { readonly at: Date; readonly limit: number }): Promise<readonly string[]>;
};
