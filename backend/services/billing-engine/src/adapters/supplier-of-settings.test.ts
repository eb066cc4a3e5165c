import assert from "node:assert/strict";
import type { Supplier } from "@beacom/documents";
import { type GetSettingsResponse, SettingsService } from "@beacom/proto/admin/v1/settings";
import { openLog, type Peers } from "@beacom/runtime";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { Code, ConnectError, createClient, createRouterTransport } from "@connectrpc/connect";
import { test } from "vitest";
import { supplierOfSettings } from "#adapters/supplier-of-settings";

const configured: Supplier = {
  name: "Configured (Pty) Ltd",
  addressLines: [],
  vatNumber: null,
  registrationNumber: null,
  email: null,
  phone: null,
  website: null,
  bank: null,
};

function asking() {
  const world = {
    answer: {} as MessageInitShape<typeof SettingsService.method.getSettings.output>,
    isDown: false,
    asked: 0,
    now: new Date(0),
  };
  const transport = createRouterTransport(({ service }) => {
    service(SettingsService, {
      getSettings() {
        world.asked += 1;
        if (world.isDown) throw new ConnectError("down", Code.Unavailable);
        return world.answer;
      },
    });
  });
  const peers: Peers = { client: (service) => createClient(service, transport) };
  const supplier = supplierOfSettings({ peers, configured, clock: () => world.now, log: openLog({ level: "silent" }) });
  return { world, supplier };
}
const bank = { bankName: "FNB", accountHolder: "Karoo", accountNumber: "62001234567", branchCode: "250655" };
const set = { current: { version: 1, settings: { legalName: "Karoo Net (Pty) Ltd", vatNumber: "4680101146", bank } } };

test("until the operator set anything, it is what the service is configured with", async () => {
  const { supplier } = asking();
  assert.deepEqual(await supplier(), configured);
});

test("what the operator set is on documents, and asked for once in ten seconds", async () => {
  const { world, supplier } = asking();
  world.answer = set as Partial<GetSettingsResponse>;
  const [one] = [await supplier(), await supplier()];
  assert.deepEqual(
    [one.name, one.vatNumber, one.registrationNumber, one.bank?.swiftCode],
    ["Karoo Net (Pty) Ltd", "4680101146", null, null],
  );
  assert.equal(world.asked, 1);
  world.now = new Date(10_000);
  world.answer = { current: { settings: { legalName: "Karoo Fibre (Pty) Ltd" } } };
  assert.equal((await supplier()).name, "Karoo Fibre (Pty) Ltd");
});

test("while nobody can be asked it is what was known last, and what was configured if nothing was", async () => {
  const { world, supplier } = asking();
  world.isDown = true;
  assert.deepEqual(await supplier(), configured);
  world.isDown = false;
  world.answer = set as Partial<GetSettingsResponse>;
  world.now = new Date(10_000);
  assert.equal((await supplier()).name, "Karoo Net (Pty) Ltd");
  world.isDown = true;
  world.now = new Date(60_000);
  assert.equal((await supplier()).name, "Karoo Net (Pty) Ltd");
});
