import type { Sql } from "@beacom/postgres";
import { CodeIssuedSchema } from "@beacom/proto/identity/v1/identity";

/** Forgets what has served: personal data is kept no longer than it is needed, and codes in the clear least of all. */
export async function sweep(sql: Sql, at: Date): Promise<{ forgotten: number }> {
  const before = (days: number) => new Date(at.getTime() - days * 86_400_000);
  const deleted = [
    await sql`delete from outbox where type = ${CodeIssuedSchema.typeName} and at < ${before(1)}`,
    await sql`delete from verifications where issued_at < ${before(1)}`,
    await sql`delete from customers where verified_at is null and registered_at < ${before(7)}`,
    await sql`delete from sign_in_attempts where last_at < ${before(1)}`,
    await sql`
      delete from token_families f where not exists (
        select from refresh_tokens t where t.family_id = f.family_id and t.expires_at > ${before(1)})`,
    await sql`delete from sign_in_challenges where expires_at < ${before(1)}`,
    await sql`delete from passkey_challenges where expires_at < ${before(1)}`,
    await sql`delete from refresh_tokens where rotated_at < ${before(30)}`,
  ];
  return { forgotten: deleted.reduce((sum, result) => sum + result.count, 0) };
}
