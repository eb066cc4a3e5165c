import { ok, type Result, refuse } from "@beacom/result";
import type { Scopes } from "#domain/staff";

export type Invitation = {
  invitationId: string;
  email: string;
  name: string;
  role: string;
  invitedBy: string;
  invitedAt: Date;
  expiresAt: Date;
  acceptedAt: Date | undefined;
  withdrawnAt: Date | undefined;
} & Scopes;

const goodForDays = 7;

export const invitationExpiry = (at: Date): Date => new Date(at.getTime() + goodForDays * 86_400_000);

/** One that never was is answered like one that has ended. */
export function decideInvitation(
  invitation: Invitation | undefined,
  at: Date,
): Result<Invitation, { kind: "invitation-ended" }> {
  const isOpen =
    invitation !== undefined && !invitation.acceptedAt && !invitation.withdrawnAt && at < invitation.expiresAt;
  return isOpen ? ok(invitation) : refuse({ kind: "invitation-ended" });
}
