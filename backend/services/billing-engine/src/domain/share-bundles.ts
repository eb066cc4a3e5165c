import { ok, type Result, refuse } from "@beacom/result";
import type { Account } from "#domain/account";
import { sharedTermsNoted } from "#domain/charge-usage";
import { concluded, type Decision, extended, unchanged } from "#domain/decision";

/** Both sides of sharing: the owner's account and the member's change together. */
export type Shared = { readonly owner: Decision; readonly member: Decision };
export type AddMember = {
  /** What the member may use in all; null: as much as there is. */
  readonly limitOctets: bigint | null;
  readonly at: Date;
};
export type AddMemberRefusal = {
  readonly kind:
    | "account-not-open-yet"
    | "receiver-unknown"
    | "to-oneself"
    | "nothing-shared"
    | "members-full"
    | "member-of-another"
    | "octets-not-positive";
};

/** Lets another customer use the bundles that may be shared, after that customer's own. */
export function decideAddMember(
  owner: Account | undefined,
  member: Account | undefined,
  { limitOctets, at }: AddMember,
): Result<Shared, AddMemberRefusal> {
  if (!owner) return refuse({ kind: "account-not-open-yet" });
  if (!member) return refuse({ kind: "receiver-unknown" });
  if (owner.customerId === member.customerId) return refuse({ kind: "to-oneself" });
  if (limitOctets !== null && limitOctets <= 0n) return refuse({ kind: "octets-not-positive" });
  if (member.pool && member.pool.ownerId !== owner.customerId) return refuse({ kind: "member-of-another" });
  const known = owner.members.get(member.customerId);
  if (known && known.limitOctets === limitOctets) return ok({ owner: unchanged(owner), member: unchanged(member) });
  const most = Math.max(0, ...owner.bundles.map(({ plan, state }) => (state === "active" ? plan.members : 0)));
  if (most === 0) return refuse({ kind: "nothing-shared" });
  if (!known && owner.members.size >= most) return refuse({ kind: "members-full" });
  const added = { type: "MemberAdded", memberId: member.customerId, limitOctets, at } as const;
  const ownerAfter = concluded(extended(unchanged(owner), [added]), at);
  const joined = member.pool
    ? unchanged(member)
    : extended(unchanged(member), [{ type: "PoolJoined", ownerId: owner.customerId, at }]);
  const noted = extended(joined, sharedTermsNoted(joined.account, ownerAfter.account, at));
  return ok({ owner: ownerAfter, member: concluded(noted, at) });
}

/** Ends it, from either side. */
export function decideRemoveMember(owner: Account, member: Account, at: Date): Shared {
  const isMember = owner.members.has(member.customerId);
  const ownerAfter = isMember
    ? concluded(extended(unchanged(owner), [{ type: "MemberRemoved", memberId: member.customerId, at }]), at)
    : unchanged(owner);
  const memberAfter =
    member.pool?.ownerId === owner.customerId
      ? concluded(extended(unchanged(member), [{ type: "PoolLeft", ownerId: owner.customerId, at }]), at)
      : unchanged(member);
  return { owner: ownerAfter, member: memberAfter };
}

/** Tells a member's account what the shared bundles give now. */
export function decideNoteSharedTerms(member: Account, owner: Account, at: Date): Decision {
  return concluded(extended(unchanged(member), sharedTermsNoted(member, owner, at)), at);
}
