import { ok, type Result, refuse } from "@beacom/result";

export type VerificationPurpose = "registration" | "sign-in" | "phone-change";

/** A code that was sent to a phone, as it is kept: the code itself is not. */
export type Verification = {
  verificationId: string;
  purpose: VerificationPurpose;
  phone: string;
  /** Nobody, when a sign-in code was asked for a phone that no customer has: the answer must not show that. */
  customerId: string | undefined;
  /** Including the one that is being made. */
  attempts: number;
  expiresAt: Date;
  usedAt: Date | undefined;
};

export type CodeRefusal = { kind: "code-wrong" | "code-expired" | "too-many-attempts" };

export const codeDigits = 6;
export const codeMinutes = 10;
const mostAttempts = 5;
const mostCodesPerHour = 5;

export const codeExpiry = (issuedAt: Date): Date => new Date(issuedAt.getTime() + codeMinutes * 60_000);

/**
 * The attempt is counted before this is asked, so that attempts made at the same time count as well. The right code is refused too once there were
 * too many: five guesses at a million codes are all that anybody gets.
 */
export function decideConfirmation<Purpose extends VerificationPurpose>(
  verification: Verification | undefined,
  attempt: { codeIsRight: boolean; at: Date; purposes: readonly Purpose[] },
): Result<{ purpose: Purpose; phone: string; customerId: string }, CodeRefusal> {
  const purpose = attempt.purposes.find((served) => served === verification?.purpose);
  // A code that moves a customer to another phone signs nobody in, and the other way about.
  if (!verification || purpose === undefined) return refuse({ kind: "code-wrong" });
  if (verification.attempts > mostAttempts) return refuse({ kind: "too-many-attempts" });
  if (verification.usedAt || attempt.at >= verification.expiresAt) return refuse({ kind: "code-expired" });
  if (!attempt.codeIsRight || verification.customerId === undefined) return refuse({ kind: "code-wrong" });
  return ok({ purpose, phone: verification.phone, customerId: verification.customerId });
}

/** Each code costs an SMS and disturbs somebody. The same for phones that nobody has. */
export function decideIssue(codesInLastHour: number): Result<true, { kind: "too-many-codes" }> {
  return codesInLastHour >= mostCodesPerHour ? refuse({ kind: "too-many-codes" }) : ok(true);
}
