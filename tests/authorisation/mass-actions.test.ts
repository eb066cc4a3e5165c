import assert from "node:assert/strict";
import { MassActionsService } from "@beacom/proto/admin/v1/mass_actions";
import { SettingsService } from "@beacom/proto/admin/v1/settings";
import { BillingService } from "@beacom/proto/billing/v1/billing";
import { NotificationService } from "@beacom/proto/notification/v1/notification";
import { eventually, testDatabase } from "@beacom/testing";
import type { Client } from "@connectrpc/connect";
import { afterAll, beforeAll, test } from "vitest";
import { type Installation, startInstallation } from "../placements/installation.ts";
import { registeredAt } from "../placements/subscriber.ts";
import { good, rest } from "./rest.ts";
import { joined, type Member, ownerOf } from "./team.ts";

let here: Installation;
let owner: Member;
let actions: Client<typeof MassActionsService>;
beforeAll(async () => {
  here = await startInstallation({ placement: "in one process", makeDatabase: testDatabase });
  owner = await ownerOf(here);
  actions = here.peers.client(MassActionsService);
});
afterAll(() => here?.close());

const by = ({ accessToken }: Member) => ({ headers: { authorization: `Bearer ${accessToken}` } });

async function customer(): Promise<string> {
  const person = await registeredAt(here.gateway);
  const { customerId } = good<{ customerId: string }>(await rest(here.gateway, person.accessToken)("GET", "/v1/me"));
  await eventually(() =>
    here.peers
      .client(BillingService)
      .getAccount({ customerId })
      .then(() => undefined),
  );
  return customerId;
}
const until = (actionId: string, state: string) =>
  eventually(async () => assert.equal((await actions.getMassAction({ actionId }, by(owner))).state, state));

async function prepared(terms: object, pasted: string) {
  const request = {
    terms,
    who: { case: "pasted", value: pasted },
    reason: "the tower fell",
    idempotencyKey: crypto.randomUUID(),
  };
  const { actionId } = await actions.prepareMassAction(
    request as Parameters<typeof actions.prepareMassAction>[0],
    by(owner),
  );
  await until(actionId, "ready");
  return actions.getMassAction({ actionId }, by(owner));
}

test("goodwill reaches wallets only after a second person approved it, and everybody is told and suspended once", async () => {
  const customers = await Promise.all([customer(), customer(), customer()]);
  const list = customers.join("\n");
  const cautious = {
    legalName: "Karoo Net",
    zone: "Africa/Johannesburg",
    currency: "ZAR",
    languages: ["en"],
    aloneCustomers: 100,
  };
  const aloneAmount = { minorUnits: 0n, currency: "ZAR" };
  const settings = { ...cautious, aloneAmount };
  await here.peers.client(SettingsService).changeSettings({ settings, reason: "nobody alone" }, by(owner));

  const amount = { minorUnits: 25_00n, currency: "ZAR" };
  const credit = await prepared({ case: "credit", value: { amount, reasonCode: "outage" } }, list);
  assert.deepEqual([credit.progress?.waiting, credit.progress?.cost?.minorUnits], [3, 75_00n]);
  const { actionId } = credit;
  const { state } = await actions.startMassAction({ actionId }, by(owner));
  assert.equal(state, "awaiting-approval");
  await assert.rejects(actions.approveMassAction({ actionId }, by(owner)), /asker-cannot-approve/);
  const finance = await joined(here.gateway, owner, { role: "finance" });
  await actions.approveMassAction({ actionId }, by(finance));
  await until(actionId, "finished");
  const billing = here.peers.client(BillingService);
  for (const customerId of customers)
    assert.equal((await billing.getAccount({ customerId })).available?.minorUnits, 25_00n);

  const notify = await prepared({ case: "notify", value: { words: { en: "The tower is back." } } }, list);
  await actions.startMassAction({ actionId: notify.actionId }, by(owner));
  await until(notify.actionId, "finished");
  for (const customerId of customers) {
    const { messages } = await here.peers.client(NotificationService).listMessages({ customerId });
    assert.equal(messages.filter(({ text }) => text === "The tower is back.").length, 1);
  }

  const suspend = await prepared({ case: "suspend", value: {} }, list);
  await actions.startMassAction({ actionId: suspend.actionId }, by(owner));
  await until(suspend.actionId, "finished");
  for (const customerId of customers)
    assert.equal((await billing.getAccount({ customerId })).restrictedByStaff, "suspended");
  assert.ok((await billing.verifyLedger({})).balanced);
});
