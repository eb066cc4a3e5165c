import assert from "node:assert/strict";
import { Code } from "@connectrpc/connect";
import { afterAll, beforeAll, beforeEach, test } from "vitest";
import { own, paperAccount, paperBundle, paperGateway, refused } from "#gateway-fixture";
import type { App } from "#transport/routes/route-context";

type Member = { memberId: string; limitOctets: bigint; octetsUsed: bigint };
let members: Member[] = [];
let pool = "";
let shared = true;
const removed: [owner: string, member: string, by: string | null][] = [];
let app: App;
beforeAll(async () => {
  app = await paperGateway({
    billing: {
      getAccount: ({ customerId }) => ({
        ...paperAccount(customerId),
        poolOwnerId: pool,
        bundles: [{ ...paperBundle, shared }],
      }),
      listMembers: ({ customerId }) => ({ members: customerId === "cus_a" ? members : [] }),
      addMember({ customerId, memberId, limitOctets }) {
        if (customerId !== "cus_a") throw refused("nothing-shared", Code.FailedPrecondition);
        members = [...members, { memberId, limitOctets, octetsUsed: 0n }];
        return { members };
      },
      removeMember({ customerId, memberId }, { requestHeader }) {
        removed.push([customerId, memberId, requestHeader.get("authorization")]);
        members = members.filter((member) => member.memberId !== memberId);
        if (memberId === "cus_a") pool = "";
        return { members: [{ memberId: "cus_somebody_else", limitOctets: 0n, octetsUsed: 7n }] };
      },
    },
  });
});
beforeEach(() => {
  [members, pool, shared] = [[], "", true];
  removed.splice(0);
});
afterAll(() => app.close());

const add = (payload: object) => app.inject({ method: "POST", url: "/v1/me/sharing/members", headers: own, payload });

test("a member is added by phone, with or without a limit, and shown by the end of the number", async () => {
  const answer = await add({ phone: "083 765 4321", limitOctets: 1_000_000_000 });
  assert.deepEqual(
    [answer.statusCode, answer.json()],
    [
      200,
      { members: [{ memberId: "cus_b", phoneEnding: "4321", limitOctets: 1_000_000_000, octetsUsed: 0 }], pool: null },
    ],
  );
  members = [];
  assert.equal((await add({ phone: "083 765 4321", limitOctets: null })).json().members[0].limitOctets, null);
});

test("who has nothing to share learns nothing about a number", async () => {
  const nobody = { phone: "084 000 0000", limitOctets: null };
  assert.equal((await add(nobody)).json().code, "receiver-unknown");
  shared = false;
  assert.equal((await add(nobody)).json().code, "nothing-shared");
});

test("whose pool one is in is shown by the end of the owner's number, and can be left", async () => {
  pool = "cus_b";
  const before = await app.inject({ url: "/v1/me/sharing", headers: own });
  assert.deepEqual(before.json(), { members: [], pool: { phoneEnding: "4321" } });
  const left = await app.inject({ method: "DELETE", url: "/v1/me/sharing/pool", headers: own });
  assert.deepEqual([left.statusCode, left.json()], [200, { members: [], pool: null }]);
  assert.deepEqual(removed, [["cus_b", "cus_a", "Bearer cus_a"]]);
});

test("leaving when one is in nobody's pool changes nothing", async () => {
  const left = await app.inject({ method: "DELETE", url: "/v1/me/sharing/pool", headers: own });
  assert.deepEqual([left.statusCode, removed], [200, []]);
});

test("a member is removed from one's own pool only, whoever is named", async () => {
  const url = "/v1/me/sharing/members/cus_stranger";
  await app.inject({ method: "DELETE", url, headers: own });
  assert.deepEqual(removed, [["cus_a", "cus_stranger", "Bearer cus_a"]]);
});
