import type { Tx } from "@beacom/postgres";
import { type AccountFact, factsOf } from "#adapters/projections/fact";

/** With whom bundles are shared, and up to which version each member was told of what they give. Changes are few: one after the other. */
export async function projectMembers(tx: Tx, facts: readonly AccountFact[]): Promise<void> {
  const changes = factsOf(
    facts,
    "MemberAdded",
    "MemberRemoved",
    "SharedUsageCharged",
    "PoolJoined",
    "PoolLeft",
    "SharedTermsNoted",
  );
  for (const { id, event } of changes) {
    switch (event.type) {
      case "MemberAdded":
        await tx`
          insert into members (owner_id, member_id, limit_octets, octets_used, noted_version)
          values (${id}, ${event.memberId}, ${event.limitOctets}, 0, 0)
          on conflict (owner_id, member_id) do update set limit_octets = excluded.limit_octets`;
        break;
      case "MemberRemoved":
        await tx`delete from members where owner_id = ${id} and member_id = ${event.memberId}`;
        break;
      case "SharedUsageCharged":
        await tx`
          update members set octets_used = octets_used + ${event.octets}
          where owner_id = ${id} and member_id = ${event.memberId}`;
        break;
      case "SharedTermsNoted":
        await tx`update members set noted_version = ${event.version} where member_id = ${id}`;
        break;
      default:
    }
  }
}
