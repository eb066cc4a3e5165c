/**
 * What people write about customers is kept apart from the events, which nobody can erase. The event has a commitment to it, so that what
 * is kept cannot be altered unnoticed.
 */
export type ApprovalNotes = {
  /** Keeps it and answers with the commitment. */
  keep(approvalId: string, note: string): Promise<string>;
  /** Undefined: there was none, or it was erased. */
  find(approvalId: string): Promise<{ readonly note: string; readonly commitment: string } | undefined>;
  erase(approvalId: string): Promise<void>;
};
