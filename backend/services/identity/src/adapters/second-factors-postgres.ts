import { arrayLiteral, type Tx } from "@beacom/postgres";
import type { Sealing } from "#adapters/sealing";
import type { SecondFactorRecords } from "#application/staff-ports";

type AuthenticatorRow = { sealed_secret: Buffer; last_step: bigint | string };
type OfferRow = { offered_sealed_secret: Buffer; offered_at: Date };
type ChallengeRow = { person_id: string; device: string; expires_at: Date; used_at: Date | null };

export const secondFactorsIn = (tx: Tx, sealing: Sealing): SecondFactorRecords => {
  /** What is sealed for one person does not open as another's. */
  const contextOf = (personId: string) => `authenticator ${personId}`;
  async function removeAuthenticator(personId: string): Promise<void> {
    await tx`delete from authenticators where person_id = ${personId}`;
    await tx`delete from recovery_codes where person_id = ${personId}`;
  }
  return {
    async has(personId) {
      const [row] = await tx<{ has: boolean }[]>`
        select exists (select from authenticators where person_id = ${personId} and confirmed_at is not null)
          or exists (select from passkeys where person_id = ${personId}) as has`;
      return row?.has ?? false;
    },
    async authenticator(personId) {
      const [row] = await tx<AuthenticatorRow[]>`
        select sealed_secret, last_step from authenticators
        where person_id = ${personId} and confirmed_at is not null`;
      return row && { secret: sealing.open(row.sealed_secret, contextOf(personId)), lastStep: Number(row.last_step) };
    },
    async offer(personId) {
      const [row] = await tx<OfferRow[]>`
        select offered_sealed_secret, offered_at from authenticators
        where person_id = ${personId} and offered_at is not null`;
      return row && { secret: sealing.open(row.offered_sealed_secret, contextOf(personId)), offeredAt: row.offered_at };
    },
    async addOffer(personId, { secret, offeredAt }) {
      const sealed = sealing.seal(secret, contextOf(personId));
      await tx`
        insert into authenticators (person_id, offered_sealed_secret, offered_at)
        values (${personId}, ${sealed}, ${offeredAt})
        on conflict (person_id) do update set
          offered_sealed_secret = excluded.offered_sealed_secret, offered_at = excluded.offered_at`;
    },
    async enrol(personId, { secret, lastStep }, at) {
      await tx`
        update authenticators set sealed_secret = ${sealing.seal(secret, contextOf(personId))}, confirmed_at = ${at},
          last_step = ${lastStep}, offered_sealed_secret = null, offered_at = null
        where person_id = ${personId}`;
    },
    async acceptStep(personId, step) {
      await tx`update authenticators set last_step = ${step} where person_id = ${personId}`;
    },
    async recoveryCodesLeft(personId) {
      const [row] = await tx<{ codes: number }[]>`
        select count(*)::integer as codes from recovery_codes where person_id = ${personId} and used_at is null`;
      return row?.codes ?? 0;
    },
    async replaceRecoveryCodes(personId, codeHashes, at) {
      const hashes = codeHashes.map((hash) => Buffer.from(hash).toString("hex"));
      await tx`delete from recovery_codes where person_id = ${personId}`;
      await tx`
        insert into recovery_codes (person_id, code_hash, issued_at)
        select ${personId}, decode(hash, 'hex'), ${at} from unnest(${arrayLiteral(hashes)}::text[]) hash`;
    },
    async useRecoveryCode(personId, codeHash, at) {
      const used = await tx`
        update recovery_codes set used_at = ${at}
        where person_id = ${personId} and code_hash = ${codeHash} and used_at is null`;
      return used.count === 1;
    },
    async addChallenge(challengeHash, { personId, device, expiresAt }) {
      await tx`
        insert into sign_in_challenges (challenge_hash, person_id, device, expires_at)
        values (${challengeHash}, ${personId}, ${device}, ${expiresAt})`;
    },
    async holdChallenge(challengeHash) {
      const [row] = await tx<ChallengeRow[]>`
        select person_id, device, expires_at, used_at from sign_in_challenges
        where challenge_hash = ${challengeHash} for update`;
      return (
        row && {
          personId: row.person_id,
          device: row.device,
          expiresAt: row.expires_at,
          usedAt: row.used_at ?? undefined,
        }
      );
    },
    async useChallenge(challengeHash, at) {
      await tx`update sign_in_challenges set used_at = ${at} where challenge_hash = ${challengeHash}`;
    },
    removeAuthenticator,
    async forget(personId) {
      await removeAuthenticator(personId);
      await tx`delete from sign_in_challenges where person_id = ${personId}`;
      await tx`delete from passkeys where person_id = ${personId}`;
      await tx`delete from passkey_challenges where person_id = ${personId}`;
    },
  };
};
