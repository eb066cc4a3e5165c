import type { Sql } from "@beacom/postgres";
import type { MembersToTell } from "#application/sharing";

export const membersIn = (sql: Sql): MembersToTell => ({
  find: ({ ownerId, limit }) => sql<{ ownerId: string; memberId: string }[]>`
    select owner_id as "ownerId", member_id as "memberId"
    from members join accounts on accounts.customer_id = owner_id
    where noted_version < shared_version ${ownerId === undefined ? sql`` : sql`and owner_id = ${ownerId}`}
    order by owner_id, member_id limit ${limit}`,
  of: (ownerId) => sql<{ memberId: string; limitOctets: bigint | null; octetsUsed: bigint }[]>`
    select member_id as "memberId", limit_octets as "limitOctets", octets_used as "octetsUsed"
    from members where owner_id = ${ownerId} order by member_id`,
});
