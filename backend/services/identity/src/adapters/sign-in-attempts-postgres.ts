import type { Tx } from "@beacom/postgres";
import type { Attempted, Records } from "#application/ports";

/** Kept under a keyed hash: people also type wrong what is somebody else's address. */
export const attemptsIn = (tx: Tx, identifierHash: (text: string) => Uint8Array): Records["attempts"] => {
  const hashOf = (attempted: Attempted) => identifierHash(nameOf(attempted));
  return {
    async hold(attempted) {
      const hash = hashOf(attempted);
      await tx`select pg_advisory_xact_lock(hashtextextended(encode(${hash}::bytea, 'hex'), 0))`;
      const [row] = await tx<{ failures: number; last_at: Date; blocked_until: Date | null }[]>`
        select failures, last_at, blocked_until from sign_in_attempts where identifier_hash = ${hash}`;
      return row && { failures: row.failures, lastAt: row.last_at, blockedUntil: row.blocked_until ?? undefined };
    },
    async write(attempted, { failures, lastAt, blockedUntil = null }) {
      await tx`
        insert into sign_in_attempts (identifier_hash, failures, last_at, blocked_until)
        values (${hashOf(attempted)}, ${failures}, ${lastAt}, ${blockedUntil})
        on conflict (identifier_hash) do update set
          failures = excluded.failures, last_at = excluded.last_at, blocked_until = excluded.blocked_until`;
    },
    async forget(attempted) {
      await tx`delete from sign_in_attempts where identifier_hash = ${hashOf(attempted)}`;
    },
  };
};

function nameOf(attempted: Attempted): string {
  if ("phone" in attempted) return attempted.phone;
  if ("email" in attempted) return attempted.email;
  return "staffEmail" in attempted ? `staff ${attempted.staffEmail}` : `second factor ${attempted.secondFactorOf}`;
}
