import { ok, type Result, refuse } from "@beacom/result";
import type { OneTimeSecrets, Records } from "#application/ports";
import type { TimeCodes } from "#application/staff-ports";
import { decideTimeCode, readRecoveryCode, readTimeCode, type SecondFactorRefusal } from "#domain/second-factor";
import { decideAttempt } from "#domain/sign-in-attempts";

export type SecondFactorProof = { by: "totp" | "recovery-code"; code: string };

/**
 * Counts the attempt before it is checked, for all sessions and challenges of the person together. A refusal has to be committed too.
 */
export async function proveSecondFactor(
  records: Records,
  { secrets, timeCodes }: { secrets: OneTimeSecrets; timeCodes: TimeCodes },
  { personId, proof, at }: { personId: string; proof: SecondFactorProof; at: Date },
): Promise<Result<true, SecondFactorRefusal>> {
  await records.hold({ person: personId });
  const attempted = { secondFactorOf: personId };
  const decision = decideAttempt(await records.attempts.hold(attempted), at);
  if (!decision.ok) return decision;
  await records.attempts.write(attempted, decision.value);
  const isRight = proof.by === "totp" ? await timeCodeIsRight() : await recoveryCodeIsRight();
  if (!isRight) return refuse({ kind: "second-factor-wrong" });
  await records.attempts.forget(attempted);
  return ok(true);

  async function timeCodeIsRight(): Promise<boolean> {
    const authenticator = await records.secondFactors.authenticator(personId);
    const code = readTimeCode(proof.code);
    const step = authenticator && code ? timeCodes.stepOf(authenticator.secret, code, at) : undefined;
    const accepted = decideTimeCode(authenticator, step);
    if (accepted.ok) await records.secondFactors.acceptStep(personId, accepted.value.step);
    return accepted.ok;
  }

  async function recoveryCodeIsRight(): Promise<boolean> {
    const hash = secrets.codeHash(personId, readRecoveryCode(proof.code));
    return records.secondFactors.useRecoveryCode(personId, hash, at);
  }
}

/** Shown once: only their hashes are kept. */
export async function newRecoveryCodes(
  records: Records,
  secrets: OneTimeSecrets,
  { personId, howMany, at }: { personId: string; howMany: number; at: Date },
): Promise<string[]> {
  const codes = Array.from({ length: howMany }, () => secrets.newRecoveryCode());
  const hashes = codes.map((code) => secrets.codeHash(personId, readRecoveryCode(code)));
  await records.secondFactors.replaceRecoveryCodes(personId, hashes, at);
  return codes;
}
