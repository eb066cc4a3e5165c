import type { Tx } from "@beacom/postgres";
import type { Records } from "#application/ports";

type Row = {
  family_id: string;
  customer_id: string;
  expires_at: Date;
  rotated_at: Date | null;
  ended_at: Date | null;
  successor_used: boolean | null;
};

export const sessionsIn = (tx: Tx): Records["sessions"] => ({
  async start({ familyId, customerId, device, at }) {
    await tx`
      insert into token_families (family_id, customer_id, device, started_at)
      values (${familyId}, ${customerId}, ${device}, ${at})`;
  },
  async addToken({ tokenHash, familyId, at, expiresAt }) {
    await tx`
      insert into refresh_tokens (token_hash, family_id, issued_at, expires_at)
      values (${tokenHash}, ${familyId}, ${at}, ${expiresAt})`;
  },
  async holdToken(tokenHash, successorHash) {
    // The family's row is the lock: the uses of all its tokens happen one after the other. It is taken first, in a statement of its own,
    // because a statement sees the database as it was when the statement began, not when it got the lock.
    await tx`
      select from token_families where family_id =
        (select family_id from refresh_tokens where token_hash = ${tokenHash}) for update`;
    const [row] = await tx<Row[]>`
      select f.family_id, f.customer_id, t.expires_at, t.rotated_at, f.ended_at,
        (select s.rotated_at is not null from refresh_tokens s where s.token_hash = ${successorHash}) as successor_used
      from refresh_tokens t join token_families f using (family_id) where t.token_hash = ${tokenHash}`;
    return (
      row && {
        familyId: row.family_id,
        customerId: row.customer_id,
        expiresAt: row.expires_at,
        rotatedAt: row.rotated_at ?? undefined,
        familyEndedAt: row.ended_at ?? undefined,
        successorUsed: row.successor_used ?? false,
      }
    );
  },
  async rotate(tokenHash, at) {
    await tx`update refresh_tokens set rotated_at = ${at} where token_hash = ${tokenHash}`;
  },
  async end(familyId, because, at) {
    await tx`
      update token_families set ended_at = ${at}, ended_because = ${because}
      where family_id = ${familyId} and ended_at is null`;
  },
});
