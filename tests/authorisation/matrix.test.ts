import assert from "node:assert/strict";
import { testDatabase } from "@beacom/testing";
import { afterAll, beforeAll, test } from "vitest";
import { type Installation, startInstallation } from "../placements/installation.ts";
import { registeredAt } from "../placements/subscriber.ts";
import { ask, asking, type Told, waysToAsk } from "./asking.ts";
import { type Caller, callersAt, enrolling, programOf } from "./callers.ts";
import { type Household, householdAt, householdSettings, invoiced } from "./household.ts";
import { type Api, apiOf, type Operation } from "./operations.ts";
import { good, rest } from "./rest.ts";
import { behindTheDoor, endsAccess, needsPerson, verdictOf, wordsOfSigningIn } from "./rules.ts";
import type { Known } from "./sample.ts";
import { pictureOf, tracesIn } from "./seen-of.ts";
import { joined, type Member, ownerOf } from "./team.ts";

let here: Installation;
let api: Api;
let owner: Member;
let household: Household;
let customer: Caller;
let other: Caller;
let looking: Caller;
let callers: Caller[];
/** What belongs to the household, and what to the operator: what a stranger would have to guess. */
let theirs: Known;
let ofTeam: Known;
const real = ({ access }: Operation): Known =>
  access === "customer" ? { ...plausible, ...ofTeam, ...theirs } : { ...plausible, ...theirs, ...ofTeam };
/** For words and numbers: what is believed. */
const plausible: Known = {
  currency: "ZAR",
  password: "the mountain is flat",
  permissions: ["audit.read"],
  phone: "+27840000000",
  email: "no-such-person@example.org",
};
/** Of the right form, and nobody's. */
const nobodys: Known = {
  ...plausible,
  customerId: "cus_019a0000000000000000000009",
  memberId: "cus_019a0000000000000000000009",
  documentId: "inv_1_cus_019a0000000000000000000009",
  invoiceId: "inv_1_cus_019a0000000000000000000009",
  paymentId: "pay_019a0000000000000000000009",
  bundleId: "bun_019a0000000000000000000009",
  sessionId: "ses_019a0000000000000000000009",
  staffId: "stf_019a0000000000000000000009",
  invitationId: "inv_019a0000000000000000000009",
  elevationId: "elv_019a0000000000000000000009",
  passkeyId: "pky_019a0000000000000000000009",
  userId: "usr_019a0000000000000000000009",
  // Each number is sent a few codes an hour.
  phone: "+27840000001",
  clientId: "cli_019a0000000000000000000009",
  role: "no-such-role",
};

beforeAll(async () => {
  here = await startInstallation({
    placement: "in one process",
    makeDatabase: testDatabase,
    settings: householdSettings,
  });
  api = await apiOf(here.gateway);
  owner = await ownerOf(here);
  household = await householdAt(here, owner);
  const { accessToken, customerId } = household.person;
  customer = { name: "the customer", kind: "customer", permissions: [], accessToken };
  other = await strangerWithMoney();
  const { customerId: otherId } = good<{ customerId: string }>(
    await rest(here.gateway, other.accessToken)("GET", "/v1/me"),
  );
  await invoiced(here, otherId);
  const seen = good<{ accessToken: string }>(
    await asOwner("POST", `/v1/staff/customers/${customerId}/see-as`, { reason: "to help" }),
  );
  looking = { name: "support, looking", kind: "see-as", permissions: [], accessToken: seen.accessToken };
  callers = [...(await callersAt(here, owner)), looking, other];
  theirs = { ...household, invoiceId: household.documentId, sessionId: household.deviceId, customerId };
  ofTeam = await ofTheTeam();
});
afterAll(() => here?.close());

const asOwner: ReturnType<typeof rest> = (...request) => rest(here.gateway, owner.accessToken)(...request);

async function strangerWithMoney(): Promise<Caller> {
  const stranger = await registeredAt(here.gateway, "Pieter van der Merwe");
  await stranger.reaches("walled-garden");
  const { paymentId } = await stranger.pay(100_000);
  here.paystack.pay(paymentId);
  await stranger.settled(paymentId);
  await stranger.when(stranger.account, ({ available }) => assert.equal(available.minorUnits, 100_000));
  const { accessToken } = stranger;
  return { name: "another customer", kind: "customer", permissions: [], accessToken, another: strangerWithMoney };
}

/** Somebody, an invitation, a role, a wish for more rights and a program, for those who may change them. */
async function ofTheTeam(): Promise<Known> {
  const role = "spare-role";
  good(await asOwner("PUT", `/v1/staff/roles/${role}`, { title: "Spare", permissions: ["audit.read"] }));
  const { staffId, accessToken } = await joined(here.gateway, owner, { role });
  const asSpare = rest(here.gateway, accessToken);
  const { devices } = good<{ devices: { sessionId: string }[] }>(await asSpare("GET", "/v1/staff/devices"));
  const wish = { permissions: ["staff.read"], minutes: 30, reason: "to look" };
  const { elevationId } = good<{ elevationId: string }>(await asSpare("POST", "/v1/staff/elevations", wish));
  await enrolling(here.gateway, owner);
  const invitation = { name: "Nomsa", email: `${crypto.randomUUID()}@example.org`, role };
  const invited = good<{ invitation: { invitationId: string } }>(
    await asOwner("POST", "/v1/staff/invitations", invitation),
  );
  await programOf(here.gateway, owner, ["audit.read"]);
  const { clients } = good<{ clients: { clientId: string; permissions: string[] }[] }>(
    await asOwner("GET", "/v1/staff/api-clients"),
  );
  const { clientId } = clients.find(({ permissions }) => permissions.includes("audit.read"))!;
  const { invitationId } = invited.invitation;
  return { staffId, role, elevationId, invitationId, clientId, sessionId: devices[0]!.sessionId };
}

test("whoever may not call an operation is refused, whatever they send, and nothing of a customer changes", async () => {
  const before = await pictureOf(here.gateway, api, customer);
  const wrong: string[] = [];
  let refused = 0;
  for (const operation of api.operations) {
    for (const caller of callers) {
      const verdict = verdictOf(operation, caller);
      if (verdict === "let in") continue;
      for (const wanted of waysToAsk(api, operation, real(operation))) {
        const told = await ask(here.gateway, caller, wanted);
        refused += 1;
        if (told.status !== verdict.status || told.code !== verdict.code)
          wrong.push(`${caller.name}: ${operation.name} is answered ${told.status} ${told.text.slice(0, 200)}`);
      }
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(refused > 400, `only ${refused} were refused`);
  assert.deepEqual(await pictureOf(here.gateway, api, customer), before);
});

test("whose token is broken, of another place or of nobody is refused everywhere but at public addresses", async () => {
  const [header, claims] = household.person.accessToken.split(".");
  const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${claims!}.`;
  for (const accessToken of ["x", `${header!}.${claims!}.x`, unsigned]) {
    const caller: Caller = { name: "a forger", kind: "nobody", permissions: [], accessToken };
    for (const operation of api.operations.filter(({ access }) => access !== "public")) {
      const { status, code } = await ask(here.gateway, caller, asking(api, operation, real(operation)));
      assert.deepEqual([operation.name, status, code], [operation.name, 401, "token-invalid"]);
    }
  }
});

test("what is another customer's is as if it were not there, and not a word of it comes back", async () => {
  const before = await pictureOf(here.gateway, api, customer);
  const traces = tracesIn(before, [await pictureOf(here.gateway, api, other)]);
  assert.ok(traces.length >= 8, `little is known of the household: ${traces.join(", ")}`);
  for (const id of ["name", "paymentId", "bundleId", "documentId", "memberId", "deviceId", "passkeyId"] as const)
    assert.ok(traces.includes(household[id]), `the household's ${id} is among what must not be told`);
  // What is on sale is everybody's.
  const { planId } = household;
  for (const operation of api.operations.filter(({ access }) => access === "customer" || access === "public")) {
    const asker = endsAccess.has(operation.name) ? await other.another!() : other;
    const asked = waysToAsk(api, operation, { ...real(operation), planId, name: "Somebody" });
    const asNobodys = waysToAsk(api, operation, { ...nobodys, planId });
    for (const [index, wanted] of asked.entries()) {
      const foreign = await ask(here.gateway, asker, wanted);
      const ofNobody = await ask(here.gateway, asker, asNobodys[index]!);
      assert.deepEqual(plain(foreign), plain(ofNobody), `${operation.name} ${JSON.stringify(wanted.body)}`);
      for (const trace of traces) assert.ok(!foreign.text.includes(trace), `${operation.name} tells ${trace}`);
    }
  }
  assert.deepEqual(await pictureOf(here.gateway, api, customer), before);
});

const plain = ({ status, code }: Told) => [status, code];

test("whoever sees as a customer sees what the customer sees, and by looking changes nothing", async () => {
  const before = await pictureOf(here.gateway, api, customer);
  for (const operation of api.operations) {
    if (operation.access !== "customer" || verdictOf(operation, looking) !== "let in") continue;
    const { status, text } = await ask(here.gateway, looking, asking(api, operation, real(operation)));
    assert.equal(status, 200, `${operation.name}: ${text}`);
  }
  const secret = "GET /v1/me/network-credential";
  const { [secret]: refused, ...seen } = await pictureOf(here.gateway, api, looking);
  const { [secret]: credential, ...own } = before;
  assert.equal(Object(refused).code, "only-to-look");
  assert.deepEqual(seen, own);
  assert.deepEqual(await pictureOf(here.gateway, api, customer), { ...own, [secret]: credential });
});

test("whoever may call an operation is let in", async () => {
  const wrong: string[] = [];
  for (const operation of api.operations) {
    for (const caller of [...callers, customer]) {
      if (verdictOf(operation, caller) !== "let in") continue;
      const asker = endsAccess.has(operation.name) ? ((await caller.another?.()) ?? caller) : caller;
      // Whom staff may change without changing what the customer of the other tests sees.
      const forStaff = { ...real(operation), customerId: household.memberId };
      // A customer who signs their own device out is out of what comes next.
      const own = { ...real(operation), sessionId: nobodys["sessionId"] };
      const ids = operation.access === "staff" ? forStaff : caller === customer || caller === looking ? own : nobodys;
      for (const wanted of waysToAsk(api, operation, ids).toReversed()) {
        const { status, code, text } = await ask(here.gateway, asker, wanted);
        if (caller.isProgram === true && needsPerson.has(operation.name)) {
          assert.ok(status >= 400, `${operation.name} lets a program in`);
          continue;
        }
        const isWordOfSigningIn = operation.access === "public" && wordsOfSigningIn.has(code ?? "");
        if (status === 403 && behindTheDoor.has(code ?? "")) continue;
        if (status === 403 || status >= 500 || (status === 401 && !isWordOfSigningIn))
          wrong.push(`${caller.name}: ${operation.name} is answered ${status} ${text.slice(0, 200)}`);
      }
    }
  }
  assert.deepEqual(wrong, []);
});
