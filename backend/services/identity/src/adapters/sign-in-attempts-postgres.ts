import type { Tx } from "@beacom/postgres";
import type { Identifier, Records } from "#application/ports";

/** Kept under a keyed hash: people also type wrong what is somebody else's address. */
export const attemptsIn = (tx: Tx, identifierHash: (text: string) => Uint8Array): Records["attempts"] => {
  const hashOf = (identifier: Identifier) =>
    identifierHash("phone" in identifier ? identifier.phone : identifier.email);
  return {
    async hold(identifier) {
      const hash = hashOf(identifier);
      await tx`select pg_advisory_xact_lock(hashtextextended(encode(${hash}::bytea, 'hex'), 0))`;
      const [row] = await tx<{ failures: number; last_at: Date; blocked_until: Date | null }[]>`
        select failures, last_at, blocked_until from sign_in_attempts where identifier_hash = ${hash}`;
      return row && { failures: row.failures, lastAt: row.last_at, blockedUntil: row.blocked_until ?? undefined };
    },
    async write(identifier, { failures, lastAt, blockedUntil = null }) {
      await tx`
        insert into sign_in_attempts (identifier_hash, failures, last_at, blocked_until)
        values (${hashOf(identifier)}, ${failures}, ${lastAt}, ${blockedUntil})
        on conflict (identifier_hash) do update set
          failures = excluded.failures, last_at = excluded.last_at, blocked_until = excluded.blocked_until`;
    },
    async forget(identifier) {
      await tx`delete from sign_in_attempts where identifier_hash = ${hashOf(identifier)}`;
    },
  };
};
