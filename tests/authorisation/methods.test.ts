import assert from "node:assert/strict";
import { toJson } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import { Caller as Allowed } from "@beacom/proto/access/v1/access";
import { testDatabase } from "@beacom/testing";
import { afterAll, beforeAll, test } from "vitest";
import { type Installation, startInstallation } from "../placements/installation.ts";
import { registeredAt } from "../placements/subscriber.ts";
import { type Caller, enrolling, programOf } from "./callers.ts";
import { type Household, householdAt, householdSettings, invoiced } from "./household.ts";
import { call, callAsService, type Method, methods, type Outcome } from "./methods.ts";
import { good, rest } from "./rest.ts";
import type { Known } from "./sample.ts";
import { joined, type Member, ownerOf } from "./team.ts";

let here: Installation;
let owner: Member;
let household: Household;
let other: Caller & { customerId: string };
let looking: Caller;
let beginner: Caller;
/** One for each permission that there is. */
let programs: readonly Caller[];
let real: Known;

beforeAll(async () => {
  here = await startInstallation({
    placement: "in one process",
    makeDatabase: testDatabase,
    settings: householdSettings,
  });
  owner = await ownerOf(here);
  household = await householdAt(here, owner);
  const { customerId } = household.person;
  const stranger = await registeredAt(here.gateway, "Pieter van der Merwe");
  await stranger.reaches("walled-garden");
  await invoiced(here, stranger.customerId);
  other = { name: "another customer", kind: "customer", permissions: [], ...stranger };
  const asOwner = rest(here.gateway, owner.accessToken);
  const seen = good<{ accessToken: string }>(
    await asOwner("POST", `/v1/staff/customers/${customerId}/see-as`, { reason: "to help" }),
  );
  looking = { name: "support, looking", kind: "see-as", permissions: [], accessToken: seen.accessToken };
  beginner = await enrolling(here.gateway, owner);
  const { permissions } = good<{ permissions: { permission: string }[] }>(await asOwner("GET", "/v1/staff/roles"));
  const made: Caller[] = [];
  for (const { permission } of permissions) made.push(await programOf(here.gateway, owner, [permission]));
  programs = made;
  real = { ...plausible, ...household, invoiceId: household.documentId, customerId };
});
afterAll(() => here?.close());

const plausible: Known = {
  phone: "+27840000000",
  currency: "ZAR",
  format: "pdf",
  language: "en",
  from: "2026-01-01",
  to: "2030-01-01",
  by: "2030-01-01",
  idempotencyKey: "an intention",
  cursor: "",
  // Of what could be asked for together only one thing is: whose.
  nasName: "",
  framedIpAddress: "",
  callingStationId: "",
  username: "",
};
const nobodys: Known = {
  ...plausible,
  memberId: "cus_019a0000000000000000000009",
  toCustomerId: "cus_019a0000000000000000000009",
  documentId: "inv_1_cus_019a0000000000000000000009",
  invoiceId: "inv_1_cus_019a0000000000000000000009",
  paymentId: "pay_019a0000000000000000000009",
  bundleId: "bun_019a0000000000000000000009",
  sessionId: "ses_019a0000000000000000000009",
  passkeyId: "pky_019a0000000000000000000009",
  userId: "usr_019a0000000000000000000009",
  phone: "+27840000001",
};

/** Whose account it is that somebody else may enter is named by its nature, and told to nobody. */
const entering = "AccountsService.EnterAccount";

const letsIn = (who: Allowed) => methods.filter(({ callers }) => callers.includes(who));
const plain = ({ code, word }: Outcome) => [code, word];

test("a method lets in whom its schema names and nobody else", async () => {
  const everyone: [Caller, Allowed][] = [
    [{ name: "nobody", kind: "nobody", permissions: [] }, Allowed.PUBLIC],
    [other, Allowed.CUSTOMER],
    [looking, Allowed.CUSTOMER],
    [beginner, Allowed.ENROLMENT],
    [programs[0]!, Allowed.STAFF],
  ];
  const wrong: string[] = [];
  for (const method of methods) {
    for (const [caller, who] of everyone) {
      const { callers, onlyReads } = method;
      const mayOnlyLook = caller === looking && !onlyReads;
      if (!mayOnlyLook && (callers.includes(who) || callers.includes(Allowed.PUBLIC))) continue;
      const outcome = await call(here.peers, method, real, caller.accessToken);
      const missing = caller.kind === "nobody";
      const wanted = missing
        ? [Code.Unauthenticated, "token-missing"]
        : [Code.PermissionDenied, mayOnlyLook ? "only-to-look" : "caller-not-allowed"];
      if (!same(plain(outcome), wanted)) wrong.push(`${caller.name}: ${method.name} ${plain(outcome).join(" ")}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test("every method says who may call it", () => {
  assert.deepEqual(
    methods.filter(({ callers }) => callers.length === 0).map(({ name }) => name),
    [],
  );
});

test("a customer who names another is refused by the service itself, and nothing of the other changes", async () => {
  const before = await pictureOf();
  const { customerId } = household.person;
  const wrong: string[] = [];
  for (const method of letsIn(Allowed.CUSTOMER)) {
    const outcome = await call(here.peers, method, { ...real, toCustomerId: other.customerId }, other.accessToken);
    const unknown = await call(here.peers, method, nobodys, other.accessToken);
    const isNotTheirs = same(plain(outcome), [Code.PermissionDenied, "not-yours"]);
    // Where a message names nobody it is about the one who asks, or about a thing with an id of its own.
    const namesSomebody =
      method.name !== entering && method.desc.input.fields.some(({ name }) => name === "customer_id");
    const isAsIfNotThere = !namesSomebody && same(plain(outcome), plain(unknown));
    if (!isNotTheirs && !isAsIfNotThere) wrong.push(`${method.name} ${plain(outcome).join(" ")}`);
    assert.ok(!textOf(method, outcome).includes(customerId), method.name);
  }
  assert.deepEqual(wrong, []);
  assert.deepEqual(await pictureOf(), before);
});

test("a customer who asks in their own name for a thing of another's is told that there is none", async () => {
  const before = await pictureOf();
  for (const method of letsIn(Allowed.CUSTOMER)) {
    const { customerId } = other;
    // Whom one shares with or sends to is another's by its nature.
    const memberId = method.name === "BillingService.AddMember" ? nobodys["memberId"] : household.memberId;
    const toCustomerId = nobodys["toCustomerId"];
    const things = { ...real, customerId, memberId, toCustomerId, planId: "pln_none" };
    const foreign = await call(here.peers, method, things, other.accessToken);
    const unknown = await call(here.peers, method, { ...nobodys, customerId, planId: "pln_none" }, other.accessToken);
    assert.deepEqual(plain(foreign), plain(unknown), method.name);
    assert.ok(!textOf(method, foreign).includes(household.person.customerId), method.name);
  }
  assert.deepEqual(await pictureOf(), before);
});

test("without the permission a filled-in message is refused as an empty one is", async () => {
  const [one, two] = ["rica.review", "clients.manage"].map((name) =>
    programs.find(({ permissions }) => permissions.includes(name)),
  );
  for (const method of letsIn(Allowed.STAFF).filter(({ name }) => !aboutOneself.has(name))) {
    const outcomes = [one, two].map((program) => call(here.peers, method, real, program!.accessToken));
    const answered = await Promise.all(outcomes);
    assert.ok(answered.some(isMissing) || answered.every(isNotThereYet), method.name);
  }
});

test("what says that it only reads changes nothing, whoever looks through a customer's eyes", async () => {
  const before = await pictureOf();
  for (const method of letsIn(Allowed.CUSTOMER).filter(({ onlyReads }) => onlyReads)) {
    const outcome = await call(here.peers, method, real, looking.accessToken);
    assert.deepEqual([method.name, ...plain(outcome)], [method.name, undefined, ""]);
  }
  assert.deepEqual(await pictureOf(), before);
});

/** About the one who asks, so that everybody may who works here. */
const aboutOneself = new Set([
  "StaffService.BeginTotp",
  "StaffService.ConfirmTotp",
  "StaffService.RenewRecoveryCodes",
  "StaffService.ConfirmSecondFactor",
  "StaffService.ListDevices",
  "StaffService.SignOutDevice",
  "StaffService.SignOutEverywhere",
  "PasskeyService.BeginRegistration",
  "PasskeyService.FinishRegistration",
  "PasskeyService.ListPasskeys",
  "PasskeyService.RenamePasskey",
  "PasskeyService.RemovePasskey",
  "PasskeyService.BeginStepUp",
  "TeamService.AskElevation",
  "TeamService.ListElevations",
  "TeamService.EndElevation",
]);

/** Whoever does this must be a member of staff now, which no program is. */
const onlyForPeople = new Set(["TeamService.WithdrawInvitation", "TeamService.RevokeApiClient"]);
/** Whoever runs an action for many customers sees it, and whoever approves it. */
const forEither = /^MassActionsService\.(Get|List|Export)/;
const openings = (name: string): number => (onlyForPeople.has(name) ? 0 : forEither.test(name) ? 2 : 1);
/** As methods are called that tell something. */
const telling = /\.(Get|List|LookUp|Find|Explain|Preview|Judge|Make|Search|Verify|Export|Settle(?=Reseller))/;

test("whoever is there for one reseller does nothing for another, with every permission that there is for it", async () => {
  const asOwner = rest(here.gateway, owner.accessToken);
  const permissions = [
    "resellers.read",
    "resellers.sell",
    "resellers.manage",
    "vouchers.manage",
    "vouchers.read",
    "approvals.read",
    "approvals.decide",
  ];
  good(await asOwner("PUT", "/v1/staff/roles/for-resellers", { title: "For resellers", permissions }));
  const scoped = await joined(here.gateway, owner, { role: "for-resellers", resellers: ["rsl_of_theirs"] });
  const named = letsIn(Allowed.STAFF).filter(({ desc }) =>
    desc.input.fields.some(({ name }) => name === "reseller_id"),
  );
  assert.ok(named.length >= 10);
  for (const method of named) {
    const outcome = await call(here.peers, method, { ...real, resellerId: "rsl_of_others" }, scoped.accessToken);
    assert.deepEqual([method.name, ...plain(outcome)], [method.name, Code.PermissionDenied, "out-of-scope"]);
  }
  const ofOthers = /VoucherService\.(GetVoucherBatch|LookUpVoucher)|ApprovalService\.(?!ListOpen|GetApproval)/;
  for (const method of methods.filter(({ name }) => ofOthers.test(name))) {
    const outcome = await call(here.peers, method, { ...real, code: household.voucherCode }, scoped.accessToken);
    assert.deepEqual([method.name, ...plain(outcome)], [method.name, Code.PermissionDenied, "out-of-scope"]);
  }
});

test("one permission opens a method that staff may call, before anything of the message is looked at", {
  timeout: 180_000,
}, async () => {
  const staffMethods = letsIn(Allowed.STAFF).filter(({ name }) => !aboutOneself.has(name));
  const wrong: string[] = [];
  const opens = new Map<string, readonly string[]>();
  for (const method of staffMethods) {
    const outcomes = await Promise.all(
      programs.map(({ accessToken }) => call(here.peers, method, "an empty message", accessToken)),
    );
    // A schema may be ahead of its service: nobody is let in there.
    if (outcomes.every(isNotThereYet)) continue;
    const opening = programs.flatMap(({ permissions }, index) => (isMissing(outcomes[index]!) ? [] : permissions));
    opens.set(method.name, opening);
    if (opening.length !== openings(method.name))
      wrong.push(`${method.name} is opened by ${opening.length}: ${opening.slice(0, 5).join(", ")}`);
  }
  for (const [method, [permission]] of opens)
    if (permission?.endsWith(".read") && !telling.test(method)) wrong.push(`${method} is opened by ${permission}`);
  assert.deepEqual(wrong, []);
});

const isMissing = ({ code, word }: Outcome) => code === Code.PermissionDenied && word === "permission-missing";
const isNotThereYet = ({ code }: Outcome) => code === Code.Unimplemented;
const same = (one: readonly unknown[], two: readonly unknown[]) => JSON.stringify(one) === JSON.stringify(two);
const textOf = ({ desc }: Method, { answer, word }: Outcome) =>
  word + (answer === undefined ? "" : JSON.stringify(toJson(desc.output, answer as never)));

/** All that the services tell each other of the household, without what the time of day changes. */
async function pictureOf(): Promise<Record<string, string>> {
  const readers = letsIn(Allowed.CUSTOMER).filter(
    ({ onlyReads, callers }) => onlyReads && callers.includes(Allowed.SERVICE),
  );
  const picture: Record<string, string> = {};
  for (const method of readers.filter(({ name }) => !/\.Make/.test(name)))
    picture[method.name] = textOf(method, await callAsService(here.peers, method, real)).replace(/"asOf":"[^"]*"/, "");
  return picture;
}
