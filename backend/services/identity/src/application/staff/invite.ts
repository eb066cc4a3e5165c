import { ok, type Result, refuse } from "@beacom/result";
import type { InTransaction, NewId, OneTimeSecrets } from "#application/ports";
import { acting, nameOf } from "#application/staff/acting";
import type { Actor } from "#domain/events";
import { decideInvitation, type Invitation, invitationExpiry } from "#domain/invitation";
import { readEmail } from "#domain/registration";
import { coversRightsOf, readScope, type Scopes } from "#domain/staff";

export type InviteRefusal = {
  kind:
    | "name-not-valid"
    | "email-not-valid"
    | "role-unknown"
    | "staff-exists-already"
    | "permission-missing"
    | "more-rights-than-yours";
};
export type InviteStaff = (
  request: { by: Actor; name: string; email: string; role: string } & Scopes,
) => Promise<Result<{ invitation: Invitation; token: string }, InviteRefusal>>;

type Needs = { inTransaction: InTransaction; secrets: OneTimeSecrets; newId: NewId; clock: () => Date };

/** The token is told once, to whoever invites; a new invitation for an address takes the place of the one before. */
export function inviteStaffWith({ inTransaction, secrets, newId, clock }: Needs): InviteStaff {
  return async ({ by, name: typed, email: address, role: roleName, ...given }) => {
    const name = typed.trim();
    if (name === "" || name.length > 120) return refuse({ kind: "name-not-valid" });
    const email = readEmail(address);
    if (email === undefined) return refuse({ kind: "email-not-valid" });
    const scopes = { sites: readScope(given.sites), resellers: readScope(given.resellers) };
    const at = clock();
    const token = secrets.newToken();
    return inTransaction(async (records) => {
      await records.hold({ all: "roles" });
      const actor = await acting(records, by, at);
      if (!actor.ok) return actor;
      const role = await records.roles.named(roleName);
      if (!role) return refuse({ kind: "role-unknown" });
      if (!coversRightsOf(actor.value, { permissions: role.permissions, ...scopes }))
        return refuse({ kind: "more-rights-than-yours" });
      const member = await records.staff.withEmail(email);
      if (member) return refuse({ kind: "staff-exists-already" });
      const invitation: Invitation = {
        invitationId: newId.invitation(),
        email,
        name,
        role: roleName,
        ...scopes,
        invitedBy: nameOf(by),
        invitedAt: at,
        expiresAt: invitationExpiry(at),
        acceptedAt: undefined,
        withdrawnAt: undefined,
      };
      await records.invitations.withdrawOpenOf(email, at);
      await records.invitations.add({ ...invitation, tokenHash: secrets.tokenHash(token) });
      const subject = { kind: "invitation", id: invitation.invitationId } as const;
      const after = { name, email, role: roleName, ...scopesJson(scopes) };
      await records.publish([{ type: "StaffActed", at, by, action: "staff.invited", subject, reason: "", after }]);
      return ok({ invitation, token });
    });
  };
}

export const scopesJson = ({ sites, resellers }: Scopes) => ({
  sites: sites ? [...sites] : null,
  resellers: resellers ? [...resellers] : null,
});

export type WithdrawInvitation = (request: {
  by: Actor;
  invitationId: string;
}) => Promise<Result<true, { kind: "invitation-ended" | "permission-missing" }>>;

export function withdrawInvitationWith({
  inTransaction,
  clock,
}: Pick<Needs, "inTransaction" | "clock">): WithdrawInvitation {
  return async ({ by, invitationId }) => {
    const at = clock();
    return inTransaction(async (records) => {
      const actor = await acting(records, by, at);
      if (!actor.ok) return actor;
      const invitation = decideInvitation(await records.invitations.find(invitationId), at);
      if (!invitation.ok) return invitation;
      await records.invitations.withdraw(invitationId, at);
      const subject = { kind: "invitation", id: invitationId } as const;
      const before = { name: invitation.value.name, email: invitation.value.email, role: invitation.value.role };
      await records.publish([
        { type: "StaffActed", at, by, action: "staff.invitation-withdrawn", subject, reason: "", before },
      ]);
      return ok(true);
    });
  };
}
