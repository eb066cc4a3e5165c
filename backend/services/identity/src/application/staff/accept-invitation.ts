import { ok, type Result, refuse } from "@beacom/result";
import type { AccessTokens, InTransaction, NewId, OneTimeSecrets, Passwords } from "#application/ports";
import { scopesJson } from "#application/staff/invite";
import type { Origin } from "#domain/events";
import { decideInvitation } from "#domain/invitation";
import { checkPassword } from "#domain/registration";
import { accessExpiry } from "#domain/token-family";

export type AcceptInvitationRefusal = {
  kind: "invitation-ended" | "password-too-short" | "password-too-common" | "role-unknown";
};
export type AcceptInvitation = (request: {
  token: string;
  password: string;
  from: Origin;
}) => Promise<Result<{ enrolmentToken: string; expiresAt: Date }, AcceptInvitationRefusal>>;

/** A password of one's own, and then the second factor: the invitation alone opens nothing else. */
export function acceptInvitationWith(needs: {
  inTransaction: InTransaction;
  passwords: Passwords;
  secrets: OneTimeSecrets;
  accessTokens: AccessTokens;
  newId: NewId;
  clock: () => Date;
}): AcceptInvitation {
  const { inTransaction, passwords, secrets, accessTokens, newId, clock } = needs;
  return async ({ token, password: typed, from }) => {
    const password = checkPassword(typed);
    if (!password.ok) return password;
    const passwordHash = await passwords.hash(password.value);
    const at = clock();
    const accepted = await inTransaction(async (records) => {
      await records.hold({ all: "roles" });
      const open = decideInvitation(await records.invitations.holdByToken(secrets.tokenHash(token)), at);
      if (!open.ok) return open;
      const { invitationId, name, email, role, sites, resellers } = open.value;
      if (!(await records.roles.named(role))) return refuse({ kind: "role-unknown" });
      if (await records.staff.withEmail(email)) return refuse({ kind: "invitation-ended" });
      const staffId = newId.staff();
      await records.staff.add({ staffId, name, email, role, sites, resellers, passwordHash, at });
      await records.invitations.accept(invitationId, at);
      await records.publish([
        {
          type: "StaffActed",
          at,
          by: { kind: "staff", staffId, role, from },
          action: "staff.joined",
          subject: { kind: "staff", id: staffId },
          reason: "",
          after: { name, email, role, invitationId, ...scopesJson({ sites, resellers }) },
        },
      ]);
      return ok(staffId);
    });
    if (!accepted.ok) return accepted;
    const expiresAt = accessExpiry(at);
    return ok({ enrolmentToken: await accessTokens.forEnrolment(accepted.value, at, expiresAt), expiresAt });
  };
}
