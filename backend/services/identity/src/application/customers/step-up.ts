import { ok, type Result, refuse } from "@beacom/result";
import type { AccessTokens, InTransaction, Passwords } from "#application/ports";
import { type ProvesSecondFactors, proveSecondFactor, type SecondFactorProof } from "#application/prove-second-factor";
import type { SecondFactorRefusal } from "#domain/second-factor";
import { decideAttempt } from "#domain/sign-in-attempts";
import { accessExpiry } from "#domain/token-family";

export type StepUpProof = SecondFactorProof | { by: "password"; password: string };
export type StepUpRefusal =
  | SecondFactorRefusal
  /** A password is not enough for somebody who has an authenticator. */
  | { kind: "session-ended" | "password-wrong" | "second-factor-needed" };
export type StepUp = (request: {
  customerId: string;
  sessionId: string;
  proof: StepUpProof;
}) => Promise<Result<{ accessToken: string; accessExpiresAt: Date }, StepUpRefusal>>;

/** Who they are once more: the session is as fresh as if it had begun now. */
export function stepUpWith(
  needs: ProvesSecondFactors & {
    inTransaction: InTransaction;
    passwords: Passwords;
    accessTokens: AccessTokens;
    clock: () => Date;
  },
): StepUp {
  const { inTransaction, passwords, accessTokens, clock } = needs;

  async function proveCustomer(customerId: string, proof: StepUpProof, at: Date): Promise<Result<true, StepUpRefusal>> {
    if (proof.by === "password") return provePassword(customerId, proof.password, at);
    return inTransaction((records) =>
      proveSecondFactor(records, needs, { personId: customerId, proof, for: "step-up", at }),
    );
  }

  /** Guesses are counted together with those at the sign-in: a session left open is no way around the pauses. */
  async function provePassword(customerId: string, password: string, at: Date): Promise<Result<true, StepUpRefusal>> {
    const attempt = await inTransaction(async (records) => {
      if (await records.secondFactors.authenticator(customerId)) return refuse({ kind: "second-factor-needed" });
      const customer = await records.customers.find(customerId);
      if (!customer) return refuse({ kind: "session-ended" });
      const { phone } = customer;
      const decision = decideAttempt(await records.attempts.hold({ phone }), at);
      if (!decision.ok) return decision;
      await records.attempts.write({ phone }, decision.value);
      return ok({ phone, passwordHash: (await records.customers.signingInAs({ phone }))?.passwordHash });
    });
    if (!attempt.ok) return attempt;
    const { phone, passwordHash } = attempt.value;
    const matches = await passwords.matches(passwordHash, password.normalize("NFKC").slice(0, 1_000));
    if (!matches) return refuse({ kind: "password-wrong" });
    await inTransaction((records) => records.attempts.forget({ phone }));
    return ok(true);
  }

  return async ({ customerId, sessionId, proof }) => {
    const at = clock();
    const proved = await proveCustomer(customerId, proof, at);
    if (!proved.ok) return proved;
    const isOpen = await inTransaction(async (records) => {
      const session = await records.sessions.find(sessionId);
      if (!session || session.endedAt || session.person.id !== customerId) return false;
      await records.sessions.authenticated(sessionId, at);
      return true;
    });
    if (!isOpen) return refuse({ kind: "session-ended" });
    const accessExpiresAt = accessExpiry(at);
    const claims = { customerId, familyId: sessionId, secondFactorAt: at };
    return ok({ accessToken: await accessTokens.forCustomer(claims, at, accessExpiresAt), accessExpiresAt });
  };
}
