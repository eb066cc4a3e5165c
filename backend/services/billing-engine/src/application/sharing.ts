import { ok, type Result, refuse } from "@beacom/result";
import type { Clock } from "@beacom/time";
import { accountOf } from "#application/accounts";
import type { Streams } from "#application/streams";
import {
  type AddMemberRefusal,
  decideAddMember,
  decideNoteSharedTerms,
  decideRemoveMember,
  type Shared,
} from "#domain/share-bundles";

export type MemberView = {
  readonly memberId: string;
  readonly limitOctets: bigint | null;
  readonly octetsUsed: bigint;
};
export type MembersToTell = {
  /** Members whose accounts were not told yet what the bundles shared with them give now. */
  find(page: {
    readonly ownerId: string | undefined;
    readonly limit: number;
  }): Promise<readonly { readonly ownerId: string; readonly memberId: string }[]>;
  of(ownerId: string): Promise<readonly MemberView[]>;
};
export type Sharing = {
  add(command: {
    readonly ownerId: string;
    readonly memberId: string;
    readonly limitOctets: bigint | null;
  }): Promise<Result<readonly MemberView[], AddMemberRefusal>>;
  remove(command: { readonly ownerId: string; readonly memberId: string }): Promise<readonly MemberView[]>;
  members(ownerId: string): Promise<readonly MemberView[]>;
  /** Tells all members of an owner, or of everybody, whom nobody told yet. How many there were. */
  tellMembers(ownerId?: string): Promise<number>;
};

const membersAtOnce = 200;

/** Family and company pools: the owner's shared bundles pay for members when their own cannot. */
export function sharingWith({
  streams,
  toTell,
  clock,
}: {
  streams: Streams;
  toTell: MembersToTell;
  clock: Clock;
}): Sharing {
  const both = (ownerId: string, memberId: string) => ({ owner: accountOf(ownerId), member: accountOf(memberId) });

  async function tell({
    ownerId,
    memberId,
  }: {
    readonly ownerId: string;
    readonly memberId: string;
  }): Promise<boolean> {
    const read = both(ownerId, memberId);
    const result = await streams.change<typeof read, { readonly kind: "no-member" }>({
      key: ({ member }) => {
        const noted = member?.find((event) => event.type === "SharedTermsNoted");
        return `told:${memberId}:${ownerId}:${noted?.version ?? 0n}:${noted?.at.getTime() ?? 0}`;
      },
      read,
      fresh: true,
      decide({ owner, member }) {
        if (!owner || !member) return refuse({ kind: "no-member" });
        const { events, account } = decideNoteSharedTerms(member, owner, clock());
        return ok({ events: { member: events }, after: { member: account } });
      },
    });
    return result.ok && (result.value.events.member?.length ?? 0) > 0;
  }

  const written = ({ owner, member }: Shared) =>
    ok({
      events: { owner: owner.events, member: member.events },
      after: { owner: owner.account, member: member.account },
    });

  return {
    async add({ ownerId, memberId, limitOctets }) {
      if (ownerId === memberId) return refuse({ kind: "to-oneself" });
      const read = both(ownerId, memberId);
      const at = clock();
      const result = await streams.change<typeof read, AddMemberRefusal>({
        key: `member:${ownerId}:${memberId}:${at.getTime()}`,
        read,
        decide({ owner, member }) {
          const decided = decideAddMember(owner, member, { limitOctets, at });
          return decided.ok ? written(decided.value) : decided;
        },
      });
      if (!result.ok && result.error.kind !== "command-repeated") return refuse(result.error);
      return ok(await toTell.of(ownerId));
    },
    async remove({ ownerId, memberId }) {
      // Nobody is a member of their own pool.
      if (ownerId === memberId) return toTell.of(ownerId);
      const read = both(ownerId, memberId);
      const at = clock();
      await streams.change<typeof read, never>({
        key: `member:${ownerId}:${memberId}:${at.getTime()}:none`,
        read,
        decide: ({ owner, member }) =>
          owner && member ? written(decideRemoveMember(owner, member, at)) : ok({ events: {} }),
      });
      return toTell.of(ownerId);
    },
    members: (ownerId) => toTell.of(ownerId),
    async tellMembers(ownerId) {
      for (let told = 0; ; ) {
        const page = await toTell.find({ ownerId, limit: membersAtOnce });
        const done = await Promise.all(page.map(tell));
        const count = done.filter(Boolean).length;
        told += count;
        // A page of which none could be told would come again.
        if (page.length < membersAtOnce || count === 0) return told;
      }
    },
  };
}
