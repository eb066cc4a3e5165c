import assert from "node:assert/strict";
import { type AccessEnded, AccessEndedSchema, CustomerSeenAsSchema, TeamService } from "@beacom/proto/identity/v1/team";
import { read } from "@beacom/outbox";
import { type Client, Code } from "@connectrpc/connect";
import { afterAll, beforeAll, describe, test } from "vitest";
import { codeShown } from "@beacom/testing";
import { as, type Enrolled, identityStage, refused, type Stage } from "#testing/stage";

let stage: Stage;
let team: Client<typeof TeamService>;
let owner: Enrolled;
const password = "the mountain is flat";
const idOf = ({ signedIn }: Enrolled) => signedIn.staff!.staffId;

beforeAll(async () => {
  stage = await identityStage();
  team = stage.app.peers.client(TeamService);
  await stage.people.createFirstStaff({ name: "Sipho", email: "sipho@example.org", password });
  owner = await stage.enrol("sipho@example.org", password);
});
afterAll(() => stage?.close());

/** Signed in anew, with all that may be done at this moment. */
const fresh = async (member: Enrolled) => as((await stage.signIn(member)).accessToken);

async function joined(name: string, role: string, scopes = {}): Promise<Enrolled> {
  const email = `${name}@example.org`;
  const { token } = await team.invite({ name, email, role, ...scopes }, await fresh(owner));
  const { enrolmentToken } = await team.acceptInvitation({ token, password });
  const enrolment = as(enrolmentToken);
  const { secret } = await stage.staff.beginTotp({}, enrolment);
  const code = { totpCode: codeShown(secret, stage.now()), device: "a desk" };
  const { recoveryCodes, signedIn } = await stage.staff.confirmTotp(code, enrolment);
  assert.ok(signedIn);
  return { email, password, secret, recoveryCodes, signedIn };
}

const endedOf = async (personId: string): Promise<AccessEnded[]> =>
  (await stage.events())
    .flatMap((event) => read(AccessEndedSchema, event) ?? [])
    .filter((ended) => ended.personId === personId);

describe("who works here", () => {
  test("somebody who is invited chooses a password, enrols a second factor and has the role's permissions", async () => {
    const thandi = await joined("thandi", "support");
    const caller = await stage.app.tokens.verify(thandi.signedIn.accessToken);
    assert.ok(caller.ok && caller.value.kind === "staff");
    assert.equal(caller.value.role, "support");
    assert.ok(caller.value.permissions.includes("customers.read"));
    assert.ok(!caller.value.permissions.includes("staff.manage"));
    assert.equal(caller.value.resellers, undefined);
    const { members } = await team.listTeam({}, await fresh(owner));
    assert.deepEqual(
      members.map(({ staff }) => [staff?.name, staff?.role]),
      [
        ["Sipho", "owner"],
        ["thandi", "support"],
      ],
    );
    await refused(team.listTeam({}, await fresh(thandi)), "permission-missing", Code.PermissionDenied);
  });

  test("an invitation serves once, for a week, and the latest for an address is the only one", async () => {
    const boss = await fresh(owner);
    const ask = { name: "Zola", email: "zola@example.org", role: "noc" };
    const first = await team.invite(ask, boss);
    const second = await team.invite(ask, boss);
    await refused(team.acceptInvitation({ token: first.token, password }), "invitation-ended");
    await refused(team.acceptInvitation({ token: second.token, password: "short" }), "password-too-short");
    await refused(team.acceptInvitation({ token: "made up", password }), "invitation-ended");
    const races = [1, 2, 3].map(() => team.acceptInvitation({ token: second.token, password }));
    const answers = await Promise.allSettled(races);
    assert.equal(answers.filter(({ status }) => status === "fulfilled").length, 1);
    await refused(team.invite(ask, boss), "staff-exists-already");

    const late = await team.invite({ name: "Late", email: "late@example.org", role: "noc" }, boss);
    const gone = await team.invite({ name: "Gone", email: "gone@example.org", role: "noc" }, boss);
    await team.withdrawInvitation({ invitationId: gone.invitation!.invitationId }, boss);
    await refused(team.acceptInvitation({ token: gone.token, password }), "invitation-ended");
    stage.later(7 * 86_400);
    await refused(team.acceptInvitation({ token: late.token, password }), "invitation-ended");
  });

  test("nobody gives what they do not have, nor touches somebody who has more", async () => {
    const form = { role: "people", title: "People", permissions: ["staff.read", "staff.manage", "customers.read"] };
    await team.defineRole(form, await fresh(owner));
    const people = await joined("puleng", "people");
    const mine = await fresh(people);
    const asked = { name: "X", email: "x@example.org" };
    await refused(team.invite({ ...asked, role: "owner" }, mine), "more-rights-than-yours", Code.PermissionDenied);
    await refused(team.invite({ ...asked, role: "finance" }, mine), "more-rights-than-yours");
    await refused(team.deactivate({ staffId: idOf(owner), reason: "mutiny" }, mine), "more-rights-than-yours");
    await refused(
      team.changeRole({ staffId: idOf(owner), role: "people", reason: "mutiny" }, mine),
      "more-rights-than-yours",
    );
    await refused(
      team.defineRole({ ...form, permissions: [...form.permissions, "ledger.verify"] }, mine),
      "more-rights-than-yours",
    );
    await refused(stage.staff.resetSecondFactor({ staffId: idOf(owner), reason: "x" }, mine), "more-rights-than-yours");
    const { invitation } = await team.invite({ ...asked, role: "people" }, mine);
    assert.equal(invitation?.invitedBy, idOf(people));
  });

  test("rights that hold for some resellers cannot be handed on for others, and are in the token", async () => {
    await team.defineRole(
      { role: "area", title: "Area manager", permissions: ["staff.manage", "resellers.read"] },
      await fresh(owner),
    );
    const area = await joined("area", "area", { resellers: { ids: ["rsl_1", "rsl_2", "rsl_1"] } });
    const caller = await stage.app.tokens.verify(area.signedIn.accessToken);
    assert.ok(caller.ok && caller.value.kind === "staff");
    assert.deepEqual(caller.value.resellers, ["rsl_1", "rsl_2"]);
    const ask = { name: "Y", email: "y@example.org", role: "area" };
    const mine = await fresh(area);
    await refused(team.invite(ask, mine), "more-rights-than-yours");
    await refused(team.invite({ ...ask, resellers: { ids: ["rsl_3"] } }, mine), "more-rights-than-yours");
    await team.invite({ ...ask, resellers: { ids: ["rsl_2"] } }, mine);
  });

  test("the last owner can neither leave nor lose the role, also when two try to at the same moment", async () => {
    const boss = await fresh(owner);
    await refused(team.deactivate({ staffId: idOf(owner), reason: "leaving" }, boss), "last-owner");
    const second = await joined("second", "owner");
    const [one, two] = [await fresh(owner), await fresh(second)];
    const takenAway = await Promise.allSettled([
      team.changeRole({ staffId: idOf(second), role: "support", reason: "one of us" }, one),
      team.changeRole({ staffId: idOf(owner), role: "support", reason: "one of us" }, two),
    ]);
    assert.equal(takenAway.filter(({ status }) => status === "fulfilled").length, 1);
    const { members } = await team.listTeam({});
    assert.equal(members.filter(({ staff }) => staff?.role === "owner").length, 1);
    const stillOwner = members.find(({ staff }) => staff?.role === "owner")!.staff!.staffId;
    if (stillOwner !== idOf(owner))
      await team.changeRole({ staffId: idOf(owner), role: "owner", reason: "as it was" }, await fresh(second));
    else await team.changeRole({ staffId: idOf(second), role: "owner", reason: "as it was" }, await fresh(owner));
    await team.deactivate({ staffId: idOf(second), reason: "left" }, await fresh(owner));
  });

  test("whoever leaves is out at once: sessions end, and what was signed before is called back", async () => {
    const leaving = await joined("leaving", "finance");
    const staffId = idOf(leaving);
    await refused(team.deactivate({ staffId, reason: " " }, await fresh(owner)), "reason-missing");
    await team.deactivate({ staffId, reason: "went to a competitor" }, await fresh(owner));
    await refused(stage.staff.refresh({ refreshToken: leaving.signedIn.refreshToken }), "session-ended");
    await refused(stage.staff.signIn({ email: leaving.email, password, device: "" }), "not-signed-in");
    assert.equal((await endedOf(staffId)).length, 1);
    const ended = await team.listEndedAccess({});
    assert.ok(ended.entries.some((entry) => entry.ended?.personId === staffId));
    const act = (await stage.acts(staffId)).at(-1);
    assert.deepEqual(
      [act?.action, act?.reason, act?.actorStaffId],
      ["staff.deactivated", "went to a competitor", idOf(owner)],
    );
    await refused(team.deactivate({ staffId, reason: "again" }, await fresh(owner)), "deactivated-already");
    await team.reactivate({ staffId, reason: "came back" }, await fresh(owner));
    await stage.signIn(leaving);
  });

  test("changing what others may do takes a second factor that is fresh", async () => {
    const { accessToken, refreshToken } = await stage.signIn(owner);
    stage.later(601);
    const refreshed = await stage.staff.refresh({ refreshToken });
    assert.notEqual(refreshed.accessToken, accessToken);
    const ask = { name: "Z", email: "z@example.org", role: "noc" };
    await refused(team.invite(ask, as(refreshed.accessToken)), "step-up-needed", Code.PermissionDenied);
  });
});

describe("roles", () => {
  test("a role of the operator's own holds at once for those who have it, and goes when nobody does", async () => {
    const boss = await fresh(owner);
    await team.defineRole({ role: "shop", title: "Shop", permissions: ["vouchers.read"] }, boss);
    const lindiwe = await joined("lindiwe", "shop");
    await team.defineRole(
      { role: "shop", title: "Shop", permissions: ["vouchers.read", "customers.read"] },
      await fresh(owner),
    );
    assert.equal((await endedOf(idOf(lindiwe))).length, 1);
    const { accessToken } = await stage.staff.refresh({ refreshToken: lindiwe.signedIn.refreshToken });
    const caller = await stage.app.tokens.verify(accessToken);
    assert.ok(caller.ok && caller.value.kind === "staff");
    assert.deepEqual(caller.value.permissions, ["customers.read", "vouchers.read"]);
    await refused(team.removeRole({ role: "shop" }, await fresh(owner)), "role-in-use", Code.FailedPrecondition);
    await team.changeRole({ staffId: idOf(lindiwe), role: "read-only", reason: "moved" }, await fresh(owner));
    await team.removeRole({ role: "shop" }, await fresh(owner));
    const { roles } = await team.listRoles({});
    assert.ok(!roles.some(({ role }) => role === "shop"));
  });

  test("a built-in role can be narrowed and becomes what it was; the owner's never changes", async () => {
    const boss = await fresh(owner);
    await team.defineRole({ role: "technician", title: "Technician", permissions: ["radius.read"] }, boss);
    const find = async () => (await team.listRoles({})).roles.find(({ role }) => role === "technician");
    assert.deepEqual([(await find())?.permissions, (await find())?.changed], [["radius.read"], true]);
    await team.removeRole({ role: "technician" }, boss);
    assert.equal((await find())?.changed, false);
    const everything = { role: "almighty", title: "All", permissions: ["*"] };
    await refused(team.defineRole(everything, boss), "permission-unknown", Code.InvalidArgument);
    await refused(team.defineRole({ ...everything, role: "owner" }, boss), "owner-stays-as-it-is");
    await refused(
      team.defineRole({ role: "Bad name", title: "x", permissions: ["audit.read"] }, boss),
      "role-name-not-valid",
    );
    await refused(team.removeRole({ role: "finance" }, boss), "role-unknown");
  });
});

describe("more rights for some hours", () => {
  test("are asked for with a reason, approved by somebody else, in the token, and end by themselves", async () => {
    const naledi = await joined("naledi", "support");
    const ask = { permissions: ["ledger.verify"], minutes: 60, reason: "the auditor is here" };
    await refused(team.askElevation({ ...ask, minutes: 481 }, await fresh(naledi)), "minutes-not-valid");
    await refused(team.askElevation({ ...ask, permissions: ["*"] }, await fresh(naledi)), "permission-unknown");
    await refused(team.askElevation({ ...ask, reason: "" }, await fresh(naledi)), "reason-missing");
    const { elevationId, state } = await team.askElevation(ask, await fresh(naledi));
    assert.equal(state, "asked");
    await refused(team.decideElevation({ elevationId, approve: true }, await fresh(naledi)), "permission-missing");
    const approved = await team.decideElevation({ elevationId, approve: true }, await fresh(owner));
    assert.equal(approved.state, "approved");
    await refused(team.decideElevation({ elevationId, approve: false }, await fresh(owner)), "elevation-decided");

    const holds = async () => {
      const { accessToken, accessExpiresAt } = await stage.signIn(naledi);
      const caller = await stage.app.tokens.verify(accessToken);
      assert.ok(caller.ok && caller.value.kind === "staff");
      return { may: caller.value.permissions.includes("ledger.verify"), until: Number(accessExpiresAt?.seconds) };
    };
    assert.equal((await holds()).may, true);
    stage.later(50 * 60);
    const late = await holds();
    assert.equal(late.may, true);
    assert.ok(late.until <= Number(approved.endsAt?.seconds), "a token does not outlive what it was lifted for");
    stage.later(10 * 60);
    assert.equal((await holds()).may, false);
    const { elevations } = await team.listElevations({}, await fresh(naledi));
    assert.deepEqual(
      elevations.map((elevation) => elevation.state),
      ["ended"],
    );
  });

  test("cannot be handed on, nor approved for oneself, and can be ended before their time", async () => {
    const kagiso = await joined("kagiso", "support");
    const ask = {
      permissions: ["staff.manage", "staff.read", "ledger.verify", "staff.elevate"],
      minutes: 60,
      reason: "on call",
    };
    const { elevationId } = await team.askElevation(ask, await fresh(kagiso));
    await team.decideElevation({ elevationId, approve: true }, await fresh(owner));
    const lifted = await fresh(kagiso);
    await team.listTeam({}, lifted);
    const hands = { role: "mine", title: "Mine", permissions: ["ledger.verify"] };
    await refused(team.defineRole(hands, lifted), "more-rights-than-yours");
    const again = await team.askElevation({ ...ask, minutes: 480 }, lifted);
    await refused(team.decideElevation({ elevationId: again.elevationId, approve: true }, lifted), "not-on-oneself");
    stage.later(24 * 3_600);
    await refused(
      team.decideElevation({ elevationId: again.elevationId, approve: true }, await fresh(owner)),
      "elevation-decided",
    );
    const third = await team.askElevation(ask, await fresh(kagiso));
    await team.decideElevation({ elevationId: third.elevationId, approve: true }, await fresh(owner));
    await team.endElevation({ elevationId: third.elevationId }, await fresh(owner));
    await refused(team.listTeam({}, await fresh(kagiso)), "permission-missing");
  });
});

describe("programs that act for the operator", () => {
  test("get a token for their secret, with the permissions that they were given", async () => {
    const boss = await fresh(owner);
    const wanted = { name: "the accountant's program", permissions: ["ledger.read"] };
    await refused(team.createApiClient({ ...wanted, permissions: ["*"] }, boss), "permission-unknown");
    const { client, clientSecret } = await team.createApiClient(wanted, boss);
    const clientId = client!.clientId;
    const { accessToken } = await team.issueClientToken({ clientId, clientSecret });
    const caller = await stage.app.tokens.verify(accessToken);
    assert.ok(caller.ok && caller.value.kind === "staff");
    assert.deepEqual([caller.value.role, caller.value.permissions], ["api-client", ["ledger.read"]]);
    await refused(team.listApiClients({}, as(accessToken)), "permission-missing");
    await refused(team.issueClientToken({ clientId, clientSecret: "not it" }), "not-signed-in", Code.Unauthenticated);
    await refused(team.issueClientToken({ clientId: "cli_none", clientSecret }), "not-signed-in");
    await team.revokeApiClient({ clientId, reason: "left lying about" }, await fresh(owner));
    await refused(team.issueClientToken({ clientId, clientSecret }), "not-signed-in");
    assert.equal((await endedOf(clientId)).length, 1);
    const { clients } = await team.listApiClients({}, await fresh(owner));
    assert.deepEqual(
      clients.map(({ name, revokedAt }) => [name, revokedAt !== undefined]),
      [[wanted.name, true]],
    );
  });

  test("lose their access on the day that was set", async () => {
    const expiresAt = { seconds: BigInt(Math.floor(stage.now().getTime() / 1000) + 3_600), nanos: 0 };
    const wanted = { name: "for a day", permissions: ["audit.read"], expiresAt };
    const { client, clientSecret } = await team.createApiClient(wanted, await fresh(owner));
    const ask = { clientId: client!.clientId, clientSecret };
    await team.issueClientToken(ask);
    stage.later(3_600);
    await refused(team.issueClientToken(ask), "not-signed-in");
  });
});

describe("seeing what a customer sees", () => {
  test("takes a permission and a reason, changes nothing, is told to the customer and is on record", async () => {
    const { customerId } = await stage.people.createVerifiedCustomer({
      name: "Ayanda",
      phone: "0821234567",
      email: "ayanda@example.org",
      password,
      idempotencyKey: "ayanda",
      language: "zu",
    });
    const support = await joined("bongani", "support");
    const finance = await joined("fatima", "finance");
    const ask = { customerId, reason: "cannot find the invoice" };
    await refused(team.seeAsCustomer(ask, await fresh(finance)), "permission-missing");
    await refused(team.seeAsCustomer({ ...ask, reason: " " }, await fresh(support)), "reason-missing");
    await refused(team.seeAsCustomer({ ...ask, customerId: "cus_none" }, await fresh(support)), "customer-unknown");
    const { accessToken } = await team.seeAsCustomer(ask, await fresh(support));
    const caller = await stage.app.tokens.verify(accessToken);
    assert.ok(caller.ok && caller.value.kind === "customer");
    assert.equal(caller.value.actingStaffId, idOf(support));
    const seen = await stage.people.getCustomer({ customerId }, as(accessToken));
    assert.equal(seen.name, "Ayanda");
    await refused(stage.people.getCustomer({ customerId: "cus_other" }, as(accessToken)), "not-yours");
    await refused(stage.people.signOut({ refreshToken: "x" }, as(accessToken)), "only-to-look", Code.PermissionDenied);
    const told = (await stage.events()).flatMap((event) => read(CustomerSeenAsSchema, event) ?? []);
    assert.deepEqual(
      told.map(({ customerId: whom, staffName, reason }) => [whom, staffName, reason]),
      [[customerId, "bongani", ask.reason]],
    );
    const act = (await stage.acts(customerId)).at(-1);
    assert.deepEqual([act?.action, act?.reason, act?.actorStaffId], ["customer.seen-as", ask.reason, idOf(support)]);
  });
});
