import assert from "node:assert/strict";
import { refuse, valueOf } from "@beacom/result";
import { test } from "vitest";
import type { Account } from "#domain/account";
import { after, bought, bundleOf, day, noon, opened, planOf, reportOf } from "#domain/account-examples";
import { decideChargeUsage } from "#domain/charge-usage";
import { decideOpenAccount } from "#domain/open-account";
import { decideAddMember, decideRemoveMember } from "#domain/share-bundles";

const openFor = (customerId: string) => decideOpenAccount(undefined, { customerId, currency: "ZAR", at: noon }).account;
const family = planOf({ octets: 1_000n, members: 1, rollovers: 1 });
const owner = bought(opened(), family, "bun_family").account;
const shared = (limitOctets: bigint | null = null) => {
  const both = valueOf(decideAddMember(owner, openFor("cus_sipho"), { limitOctets, at: noon }));
  return { owner: both.owner.account, member: both.member.account };
};
const used = (both: { owner: Account; member: Account }, octets: bigint, at = after(61)) =>
  valueOf(
    decideChargeUsage(both.member, reportOf("ses_1", octets, { reportedAt: at }), {
      vatBasisPoints: 1_500n,
      at,
      owner: both.owner,
    }),
  );

test("a member has the service of the shared bundle, and uses it when there is none of one's own", () => {
  const both = shared();
  assert.equal(both.member.service.reason, "in-shared-bundle");
  const charged = used(both, 400n);
  assert.equal(bundleOf(charged.owner!.account, "bun_family").octetsUsed, 400n);
});

test("one's own bundle pays before a shared one", () => {
  const both = shared();
  const own = bought(both.member, planOf({ octets: 100n }), "bun_own").account;
  const charged = used({ ...both, member: own }, 150n);
  assert.equal(bundleOf(charged.account, "bun_own").octetsUsed, 100n);
  assert.equal(bundleOf(charged.owner!.account, "bun_family").octetsUsed, 50n);
});

test("a member's limit is of all that is used, also when it is changed", () => {
  const both = shared(300n);
  const charged = used(both, 500n);
  assert.equal(bundleOf(charged.owner!.account, "bun_family").octetsUsed, 300n);
  const more = valueOf(decideAddMember(charged.owner!.account, charged.account, { limitOctets: 350n, at: after(61) }));
  const again = used({ owner: more.owner.account, member: more.member.account }, 900n);
  assert.equal(bundleOf(again.owner!.account, "bun_family").octetsUsed, 350n);
});

test("a shared bundle that is due to be carried over pays for a member, though nobody has looked since", () => {
  const charged = used(shared(), 10n, after(day + 1));
  assert.deepEqual(charged.owner!.events.map(({ type }) => type).slice(0, 2), [
    "BundleRolledOver",
    "SharedUsageCharged",
  ]);
});

test("removed, a member uses nothing more, and the place is free again", () => {
  const { owner: o, member } = shared();
  const removed = decideRemoveMember(o, member, noon);
  assert.equal(removed.member.account.pool, null);
  assert.equal(used({ owner: removed.owner.account, member: removed.member.account }, 10n).owner, undefined);
  assert.ok(decideAddMember(removed.owner.account, openFor("cus_zola"), { limitOctets: null, at: noon }).ok);
});

test.each([
  ["with more than the plan allows", shared().owner, openFor("cus_zola"), "members-full"],
  ["without anything to share", openFor("cus_zola"), openFor("cus_sipho"), "nothing-shared"],
  ["with oneself", owner, owner, "to-oneself"],
  ["with nobody", owner, undefined, "receiver-unknown"],
  [
    "with the member of another",
    bought(openFor("cus_zola"), family, "bun_z").account,
    shared().member,
    "member-of-another",
  ],
] as const)("%s nothing is shared", (_, from, to, kind) => {
  assert.deepEqual(decideAddMember(from, to, { limitOctets: null, at: noon }), refuse({ kind }));
});
