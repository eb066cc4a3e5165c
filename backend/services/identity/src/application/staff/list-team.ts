import type { InTransaction } from "#application/ports";
import type { Invitation } from "#domain/invitation";
import type { StaffMember } from "#domain/staff";

export type ListTeam = () => Promise<{ members: StaffMember[]; invitations: Invitation[] }>;

export const listTeamWith =
  ({ inTransaction, clock }: { inTransaction: InTransaction; clock: () => Date }): ListTeam =>
  () =>
    inTransaction(async (records) => {
      const at = clock();
      return { members: await records.staff.all(at), invitations: await records.invitations.open(at) };
    });
