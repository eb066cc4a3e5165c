import type { PasskeyAssertion } from "@beacom/proto/identity/v1/webauthn";
import { Code, ConnectError } from "@connectrpc/connect";
import type { StepUpProof } from "#application/customers/step-up";
import type { SecondFactorProof } from "#application/prove-second-factor";

export type ProofMessage =
  | { case: "totpCode" | "recoveryCode"; value: string }
  | { case: "passkey"; value: PasskeyAssertion }
  | { case: undefined; value?: undefined };

export function proofOf(proof: ProofMessage): SecondFactorProof {
  if (proof.case === undefined) throw new ConnectError("second-factor-wrong", Code.InvalidArgument);
  if (proof.case === "passkey") return { by: "passkey", assertion: proof.value };
  return { by: proof.case === "totpCode" ? "totp" : "recovery-code", code: proof.value.slice(0, 100) };
}

export function stepUpProofOf(proof: ProofMessage | { case: "password"; value: string }): StepUpProof {
  return proof.case === "password" ? { by: "password", password: proof.value } : proofOf(proof);
}
