import type { ListMembersResponse } from "@beacom/proto/billing/v1/billing";
import type { CustomersByPhone } from "#application/customers-by-phone";

/** With whom a customer shares, and whose pool they are in: of others no more than the end of a phone number. */
export async function sharingJson(
  { members }: Pick<ListMembersResponse, "members">,
  poolOwnerId: string,
  customers: Pick<CustomersByPhone, "endingOf">,
) {
  const [pool, endings] = await Promise.all([
    poolOwnerId === "" ? null : customers.endingOf(poolOwnerId),
    Promise.all(members.map(({ memberId }) => customers.endingOf(memberId))),
  ]);
  return {
    members: members.map(({ memberId, limitOctets, octetsUsed }, index) => ({
      memberId,
      phoneEnding: endings[index] ?? null,
      limitOctets: limitOctets === 0n ? null : Number(limitOctets),
      octetsUsed: Number(octetsUsed),
    })),
    pool: poolOwnerId === "" ? null : { phoneEnding: pool },
  };
}
