import type { AuditEntry } from "@beacom/audit-log";

/** Who does something, and from where. */
export type Act = Pick<AuditEntry, "who" | "from">;

/** What the audit log is told, in the transaction of the change itself. `entryId` is what makes it one entry however often it is told. */
export type Told = Pick<AuditEntry, "what" | "whom" | "before" | "after" | "why" | "at"> & {
  readonly act: Act;
  readonly entryId: string;
};
export type Tell = (told: Told) => Promise<void>;
