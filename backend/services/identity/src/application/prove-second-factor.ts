import { ok, type Result, refuse } from "@beacom/result";
import type { Assertion } from "#application/passkey-ports";
import { type ProvesPasskeys, provePasskey } from "#application/passkeys/prove-passkey";
import type { OneTimeSecrets, Records } from "#application/ports";
import type { TimeCodes } from "#application/staff-ports";
import { decideTimeCode, readRecoveryCode, readTimeCode, type SecondFactorRefusal } from "#domain/second-factor";
import { decideAttempt } from "#domain/sign-in-attempts";

type Code = { by: "totp" | "recovery-code"; code: string };
export type SecondFactorProof = Code | { by: "passkey"; assertion: Assertion };
export type ProvesSecondFactors = ProvesPasskeys & { timeCodes: TimeCodes };

/** A refusal has to be committed too. */
export async function proveSecondFactor(
  records: Records,
  needs: ProvesSecondFactors,
  request: { personId: string; proof: SecondFactorProof; for: "second-factor" | "step-up"; at: Date },
): Promise<Result<true, SecondFactorRefusal>> {
  const { personId, proof, at } = request;
  await records.hold({ person: personId });
  if (proof.by !== "passkey") return proveCode(records, needs, { personId, proof, at });
  // Nobody guesses a signature: whoever has used up the attempts at codes keeps out no passkey.
  const proved = await provePasskey(records, needs, {
    assertion: proof.assertion,
    purpose: { for: request.for, personId },
    at,
  });
  return proved.ok ? ok(true) : refuse({ kind: "second-factor-wrong" });
}

/** Counts the attempt before it is checked, for all sessions and challenges of the person together. */
async function proveCode(
  records: Records,
  { secrets, timeCodes }: ProvesSecondFactors,
  { personId, proof, at }: { personId: string; proof: Code; at: Date },
): Promise<Result<true, SecondFactorRefusal>> {
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
