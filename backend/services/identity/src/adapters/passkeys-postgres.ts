import { arrayLiteral, type Tx } from "@beacom/postgres";
import type { PasskeyRecords } from "#application/passkey-ports";
import type { Passkey, PasskeyChallenge, PasskeyPurpose } from "#domain/passkey";

type Row = {
  passkey_id: string;
  credential_id: Buffer;
  person_id: string;
  name: string;
  public_key: Buffer;
  counter: bigint | string;
  transports: string[];
  backed_up: boolean;
  added_at: Date;
  last_used_at: Date | null;
};
type ChallengeRow = { purpose: PasskeyPurpose["for"]; person_id: string | null; expires_at: Date };

export const passkeysIn = (tx: Tx): PasskeyRecords => ({
  async addChallenge(challengeHash, { for: purpose, personId = null, expiresAt }) {
    await tx`
      insert into passkey_challenges (challenge_hash, purpose, person_id, expires_at)
      values (${challengeHash}, ${purpose}, ${personId}, ${expiresAt})`;
  },
  async takeChallenge(challengeHash) {
    const [row] = await tx<ChallengeRow[]>`
      delete from passkey_challenges where challenge_hash = ${challengeHash} returning purpose, person_id, expires_at`;
    return row && challengeOf(row);
  },
  async add({ passkeyId, personId, name, credential, addedAt }) {
    const { credentialId, publicKey, counter, transports, backedUp } = credential;
    const added = await tx`
      insert into passkeys (passkey_id, credential_id, person_id, name, public_key, counter, transports, backed_up, added_at)
      values (${passkeyId}, ${credentialId}, ${personId}, ${name}, ${publicKey}, ${counter},
        ${arrayLiteral([...transports])}::text[], ${backedUp}, ${addedAt})
      on conflict (credential_id) do nothing`;
    return added.count === 1;
  },
  async of(personId) {
    const rows = await tx<Row[]>`select * from passkeys where person_id = ${personId} order by passkey_id desc`;
    return rows.map(passkeyOf);
  },
  async holdByCredential(credentialId) {
    const [row] = await tx<Row[]>`select * from passkeys where credential_id = ${credentialId} for update`;
    return row && passkeyOf(row);
  },
  async used(passkeyId, { counter, backedUp, at }) {
    await tx`
      update passkeys set counter = ${counter}, backed_up = ${backedUp}, last_used_at = ${at}
      where passkey_id = ${passkeyId}`;
  },
  async rename(passkeyId, name) {
    await tx`update passkeys set name = ${name} where passkey_id = ${passkeyId}`;
  },
  async remove(passkeyId) {
    await tx`delete from passkeys where passkey_id = ${passkeyId}`;
  },
});

const passkeyOf = (row: Row): Passkey => ({
  passkeyId: row.passkey_id,
  personId: row.person_id,
  name: row.name,
  credential: {
    credentialId: row.credential_id,
    publicKey: row.public_key,
    counter: Number(row.counter),
    transports: row.transports,
    backedUp: row.backed_up,
  },
  addedAt: row.added_at,
  lastUsedAt: row.last_used_at ?? undefined,
});

function challengeOf({ purpose, person_id: personId, expires_at: expiresAt }: ChallengeRow): PasskeyChallenge {
  if (purpose === "sign-in") return { for: purpose, personId: undefined, expiresAt };
  return { for: purpose, personId: personId ?? "", expiresAt };
}
