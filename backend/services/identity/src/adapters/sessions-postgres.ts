import type { Tx } from "@beacom/postgres";
import type { Records, Session } from "#application/ports";
import { customerPerson, type Person, staffPerson } from "#domain/person";

type Owner = { customer_id: string | null; staff_id: string | null };
type TokenRow = Owner & {
  family_id: string;
  second_factor_at: Date | null;
  expires_at: Date;
  rotated_at: Date | null;
  ended_at: Date | null;
  successor_used: boolean | null;
};
type SessionRow = Owner & {
  family_id: string;
  device: string;
  started_at: Date;
  last_used_at: Date | null;
  ended_at: Date | null;
};

export const sessionsIn = (tx: Tx): Records["sessions"] => {
  const ownedBy = ({ kind, id }: Person) => (kind === "customer" ? tx`customer_id = ${id}` : tx`staff_id = ${id}`);
  const columns = tx`family_id, customer_id, staff_id, device, started_at, ended_at,
    (select max(t.issued_at) from refresh_tokens t where t.family_id = f.family_id) as last_used_at`;
  return {
    async start({ familyId, person, device, secondFactorAt = null, at }) {
      const [customerId, staffId] = person.kind === "customer" ? [person.id, null] : [null, person.id];
      await tx`
        insert into token_families (family_id, customer_id, staff_id, device, second_factor_at, started_at)
        values (${familyId}, ${customerId}, ${staffId}, ${device}, ${secondFactorAt}, ${at})`;
    },
    async find(familyId) {
      const [row] = await tx<SessionRow[]>`select ${columns} from token_families f where family_id = ${familyId}`;
      return row && sessionOf(row);
    },
    async open(person, at) {
      const rows = await tx<SessionRow[]>`
        select ${columns} from token_families f where ${ownedBy(person)} and ended_at is null
          and exists (select from refresh_tokens t
            where t.family_id = f.family_id and t.rotated_at is null and t.expires_at > ${at})
        order by last_used_at desc, family_id desc`;
      return rows.map(sessionOf);
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
      const [row] = await tx<TokenRow[]>`
        select f.family_id, f.customer_id, f.staff_id, f.second_factor_at, t.expires_at, t.rotated_at, f.ended_at,
          (select s.rotated_at is not null from refresh_tokens s where s.token_hash = ${successorHash}) as successor_used
        from refresh_tokens t join token_families f using (family_id) where t.token_hash = ${tokenHash}`;
      return (
        row && {
          familyId: row.family_id,
          person: personOf(row),
          secondFactorAt: row.second_factor_at ?? undefined,
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
    async endAll(person, because, at, butFamilyId = "") {
      await tx`
        update token_families set ended_at = ${at}, ended_because = ${because}
        where ${ownedBy(person)} and ended_at is null and family_id <> ${butFamilyId}`;
    },
    async authenticated(familyId, at) {
      await tx`update token_families set second_factor_at = ${at} where family_id = ${familyId}`;
    },
  };
};

const personOf = ({ customer_id, staff_id }: Owner): Person =>
  customer_id === null ? staffPerson(staff_id ?? "") : customerPerson(customer_id);

const sessionOf = (row: SessionRow): Session => ({
  familyId: row.family_id,
  person: personOf(row),
  device: row.device,
  startedAt: row.started_at,
  lastUsedAt: row.last_used_at ?? row.started_at,
  endedAt: row.ended_at ?? undefined,
});
