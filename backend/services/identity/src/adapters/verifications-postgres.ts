import type { Tx } from "@beacom/postgres";
import type { Records } from "#application/ports";
import type { VerificationPurpose } from "#domain/verification";

type Row = {
  verification_id: string;
  purpose: VerificationPurpose;
  phone: string;
  customer_id: string | null;
  code_hash: Buffer;
  attempts: number;
  expires_at: Date;
  used_at: Date | null;
};

export const verificationsIn = (tx: Tx): Records["verifications"] => ({
  async issuedSince(phone, since) {
    const [row] = await tx<{ issued: number }[]>`
      select count(*)::integer as issued from verifications where phone = ${phone} and issued_at > ${since}`;
    return row?.issued ?? 0;
  },
  async add(verification) {
    const { verificationId, purpose, phone, customerId = null, codeHash, issuedAt, expiresAt, command } = verification;
    await tx`
      insert into verifications
        (verification_id, purpose, phone, customer_id, code_hash, issued_at, expires_at, idempotency_key, request_hash)
      values
        (${verificationId}, ${purpose}, ${phone}, ${customerId}, ${codeHash}, ${issuedAt}, ${expiresAt},
         ${command?.idempotencyKey ?? null}, ${command?.requestHash ?? null})`;
  },
  async ofCommand(idempotencyKey) {
    const [row] = await tx<{ verification_id: string; expires_at: Date; request_hash: Buffer }[]>`
      select verification_id, expires_at, request_hash from verifications where idempotency_key = ${idempotencyKey}`;
    if (!row) return undefined;
    const sent = { verificationId: row.verification_id, expiresAt: row.expires_at };
    return { sent, requestHash: row.request_hash };
  },
  async attempt(verificationId) {
    // The row stays locked until the transaction ends, so attempts of one code are made one after the other.
    const [row] = await tx<Row[]>`
      update verifications set attempts = attempts + 1 where verification_id = ${verificationId}
      returning verification_id, purpose, phone, customer_id, code_hash, attempts, expires_at, used_at`;
    return (
      row && {
        verificationId: row.verification_id,
        purpose: row.purpose,
        phone: row.phone,
        customerId: row.customer_id ?? undefined,
        codeHash: row.code_hash,
        attempts: row.attempts,
        expiresAt: row.expires_at,
        usedAt: row.used_at ?? undefined,
      }
    );
  },
  async use(verificationId, at) {
    await tx`update verifications set used_at = ${at} where verification_id = ${verificationId}`;
  },
});
