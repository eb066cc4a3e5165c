import { ok, type Result } from "@beacom/result";
import type { CodeSent, NewId, NewVerification, OneTimeSecrets, Records } from "#application/ports";
import type { IdentityEvent } from "#domain/events";
import { codeExpiry, decideIssue, type VerificationPurpose } from "#domain/verification";

const hourMs = 3_600_000;

/** Makes a code for a phone. The event that sends it is returned and left to the caller, who publishes last. */
export async function issueCode(
  records: Records,
  { secrets, newId }: { secrets: OneTimeSecrets; newId: NewId },
  request: {
    purpose: VerificationPurpose;
    phone: string;
    /** Without one the code is made and kept, but sent to nobody. */
    customer: { customerId: string; language: string } | undefined;
    at: Date;
    command?: NonNullable<NewVerification["command"]>;
  },
): Promise<Result<CodeSent & { events: IdentityEvent[] }, { kind: "too-many-codes" }>> {
  const { purpose, phone, customer, at, command } = request;
  await records.hold({ phone });
  const issued = await records.verifications.issuedSince(phone, new Date(at.getTime() - hourMs));
  const decision = decideIssue(issued);
  if (!decision.ok) return decision;

  const verificationId = newId.verification();
  const expiresAt = codeExpiry(at);
  const code = secrets.newCode();
  const codeHash = secrets.codeHash(verificationId, code);
  const kept = { verificationId, purpose, phone, customerId: customer?.customerId, codeHash, issuedAt: at, expiresAt };
  await records.verifications.add({ ...kept, ...(command && { command }) });
  const events: IdentityEvent[] = customer
    ? [{ type: "CodeIssued", at, verificationId, phone, code, language: customer.language, purpose, expiresAt }]
    : [];
  return ok({ verificationId, expiresAt, events });
}
