import { ok, type Result, refuse } from "@beacom/result";
import type { AccessTokens, InTransaction, OneTimeSecrets, Passwords } from "#application/ports";
import { readEmail } from "#domain/registration";
import { challengeExpiry } from "#domain/second-factor";
import { decideAttempt } from "#domain/sign-in-attempts";
import { accessExpiry } from "#domain/token-family";

export type NextStep =
  | { step: "second-factor"; challenge: string; expiresAt: Date }
  | { step: "enrolment"; enrolmentToken: string; expiresAt: Date };
export type SignInStaffRefusal = { kind: "not-signed-in" | "too-many-attempts" };
export type SignInStaff = (request: {
  email: string;
  password: string;
  device: string;
}) => Promise<Result<NextStep, SignInStaffRefusal>>;

/** Proves the password. An address that nobody has is answered like a wrong password, after as long, and its attempts are counted alike. */
export function signInStaffWith(needs: {
  inTransaction: InTransaction;
  passwords: Passwords;
  secrets: OneTimeSecrets;
  accessTokens: AccessTokens;
  clock: () => Date;
}): SignInStaff {
  const { inTransaction, passwords, secrets, accessTokens, clock } = needs;
  return async ({ email, password, device }) => {
    const staffEmail = readEmail(email);
    if (staffEmail === undefined) return refuse({ kind: "not-signed-in" });
    const at = clock();
    const attempt = await inTransaction(async (records) => {
      const decision = decideAttempt(await records.attempts.hold({ staffEmail }), at);
      if (!decision.ok) return decision;
      await records.attempts.write({ staffEmail }, decision.value);
      return ok(await records.staff.signingInAs(staffEmail));
    });
    if (!attempt.ok) return attempt;
    const member = attempt.value;
    const given = password.normalize("NFKC").slice(0, 1_000);
    const matches = await passwords.matches(member?.passwordHash, given);
    if (!member || !matches) return refuse({ kind: "not-signed-in" });

    const { staffId, passwordHash } = member;
    const stronger = passwords.isOutdated(passwordHash) ? await passwords.hash(given) : undefined;
    const challenge = secrets.newToken();
    const hasSecondFactor = await inTransaction(async (records) => {
      await records.attempts.forget({ staffEmail });
      if (stronger) await records.staff.replacePasswordHash(staffId, stronger);
      if (!(await records.secondFactors.has(staffId))) return false;
      await records.secondFactors.addChallenge(secrets.tokenHash(challenge), {
        personId: staffId,
        device: device.slice(0, 200),
        expiresAt: challengeExpiry(at),
        usedAt: undefined,
      });
      return true;
    });
    if (hasSecondFactor) return ok({ step: "second-factor", challenge, expiresAt: challengeExpiry(at) });
    const expiresAt = accessExpiry(at);
    const enrolmentToken = await accessTokens.forEnrolment(staffId, at, expiresAt);
    return ok({ step: "enrolment", enrolmentToken, expiresAt });
  };
}
