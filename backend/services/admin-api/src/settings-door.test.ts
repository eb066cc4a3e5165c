import assert from "node:assert/strict";
import { type OperatorSettings, SettingsService } from "@beacom/proto/admin/v1/settings";
import { type Timestamp, timestampFromDate } from "@bufbuild/protobuf/wkt";
import { type Client, Code } from "@connectrpc/connect";
import { afterEach, beforeEach, describe, test } from "vitest";
import { type OpenPart, openPart, refused } from "#acts-fixture";
import { karooNet } from "#domain/settings-examples";
import { settings } from "#settings";

type Draft = Omit<OperatorSettings, "$typeName" | "bank" | "aloneAmount"> & {
  aloneAmount: { minorUnits: bigint; currency: string };
};
const { bank, aloneCents, logo: _, ...plain } = karooNet;
const draft: Draft = {
  ...plain,
  addressLines: [...plain.addressLines],
  languages: [...plain.languages],
  aloneAmount: { minorUnits: aloneCents, currency: "ZAR" },
  logoDigest: "",
  logoMediaType: "",
};
const setBank = { case: "setBank" as const, value: { ...bank!, swiftCode: bank!.swiftCode ?? "" } };
const svg = (text: string) => ({ case: "setLogo" as const, value: new TextEncoder().encode(text) });

let part: OpenPart;
let client: Client<typeof SettingsService>;
beforeEach(async () => {
  part = await openPart({
    offers: [SettingsService],
    start: ({ sql, clock }) => ({ ...settings({ sql, clock }), close: async () => undefined }),
  });
  client = part.peers.client(SettingsService);
});
afterEach(() => part.close());

const manager = () => part.staff("stf_thandi", "settings.manage");
const owner = () => part.staff("stf_nomsa", "*");
type Change = Partial<{
  settings: Draft;
  expectedVersion: number;
  reason: string;
  validFrom: Timestamp;
  bank: typeof setBank | { case: "removeBank"; value: true };
  logo: ReturnType<typeof svg> | { case: "removeLogo"; value: true };
}>;
const change = (over: Change = {}, who = owner()) =>
  client.changeSettings({ settings: draft, expectedVersion: 0, reason: "first", ...over }, who);

test("until there are settings, what services were configured with holds", async () => {
  await refused(client.getPublicSettings({}), "settings-not-made-yet", Code.NotFound);
  assert.equal((await client.getSettings({}, manager())).current, undefined);
});

test("anybody may know the name, the contacts and the logo, and nothing of the bank", async () => {
  const drawing = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>';
  await change({ bank: setBank, logo: svg(drawing) });
  const open = await client.getPublicSettings({});
  assert.deepEqual(
    [open.tradingName, open.supportPhone, open.languages],
    ["Karoo Net", "+27 49 555 0100", ["en", "af"]],
  );
  assert.ok(
    !JSON.stringify(open, (_, value: unknown) => (typeof value === "bigint" ? `${value}` : value)).includes("6200"),
  );
  const logo = await client.getLogo({ digest: open.logoDigest });
  assert.deepEqual([new TextDecoder().decode(logo.content), logo.mediaType], [drawing, "image/svg+xml"]);
  await refused(client.getLogo({ digest: "x" }), "logo-unknown", Code.NotFound);
});

test("whoever may not see the account sees its last digits, services and finance see it whole", async () => {
  await change({ bank: setBank });
  const shown = async (who?: ReturnType<typeof owner>) => (await client.getSettings({}, who)).current?.settings?.bank;
  const forManager = await shown(manager());
  assert.deepEqual([forManager?.accountNumber, forManager?.masked], ["••••567", true]);
  assert.deepEqual([(await shown(owner()))?.accountNumber, (await shown(owner()))?.masked], ["62001234567", false]);
  assert.equal((await shown())?.accountNumber, "62001234567");
  const { versions } = await client.listSettingsVersions({}, manager());
  assert.equal(versions[0]?.settings?.bank?.accountNumber, "••••567");
});

test("a change leaves bank and logo as they are unless it names them", async () => {
  await change({ bank: setBank, logo: svg("<svg/>") });
  const renamed = { ...draft, tradingName: "Karoo Fibre" };
  await change({ settings: renamed, expectedVersion: 1, reason: "a new name" }, manager());
  const { current } = await client.getSettings({}, owner());
  assert.deepEqual([current?.version, current?.settings?.bank?.branchCode], [2, "250655"]);
  assert.notEqual(current?.settings?.logoDigest, "");
  await change({
    settings: renamed,
    expectedVersion: 2,
    reason: "closed",
    bank: { case: "removeBank", value: true },
    logo: { case: "removeLogo", value: true },
  });
  const after = (await client.getSettings({}, owner())).current?.settings;
  assert.deepEqual([after?.bank, after?.logoDigest], [undefined, ""]);
});

test("a change for later is planned, and holds when its time comes", async () => {
  await change();
  const later = timestampFromDate(new Date("2026-12-01T00:00:00Z"));
  await change({
    settings: { ...draft, tradingName: "Karoo Fibre" },
    expectedVersion: 1,
    reason: "a new name",
    validFrom: later,
  });
  const before = await client.getSettings({}, owner());
  assert.deepEqual([before.current?.version, before.planned?.version], [1, 2]);
  assert.equal((await client.getPublicSettings({})).tradingName, "Karoo Net");
  part.time.now = new Date("2026-12-01T00:00:00Z");
  assert.equal((await client.getPublicSettings({})).tradingName, "Karoo Fibre");
  assert.equal((await client.getSettings({}, owner())).planned, undefined);
});

test("of two changes to one version the second is refused and told what changed", async () => {
  await change();
  await change({ settings: { ...draft, supportPhone: "+27 49 555 0199" }, expectedVersion: 1, reason: "a new phone" });
  const stale = change({ settings: { ...draft, tradingName: "Other" }, expectedVersion: 1, reason: "a new name" });
  await refused(stale, "settings-changed-meanwhile", Code.Aborted, { version: 2, changed: "supportPhone" });
  const side = ["A", "B", "C"].map((tradingName) =>
    change({ settings: { ...draft, tradingName }, expectedVersion: 2, reason: "all at once" }),
  );
  const made = (await Promise.allSettled(side)).filter(({ status }) => status === "fulfilled");
  assert.equal(made.length, 1);
});

test("the audit log has what changed before and after, and no whole account number", async () => {
  await change({ bank: setBank });
  const moved = { ...setBank.value, accountNumber: "62009999999" };
  await change({ expectedVersion: 1, reason: "another bank", bank: { case: "setBank", value: moved } });
  const entries = await part.audited();
  assert.deepEqual(
    entries.map(({ what, why, who }) => [what, why, who]),
    [
      ["settings.changed", "first", "stf_nomsa"],
      ["settings.changed", "another bank", "stf_nomsa"],
    ],
  );
  const { before, after } = JSON.parse(entries[1]?.entry ?? "");
  assert.deepEqual([before.bank.account, after.bank.account, Object.keys(before)], ["••••567", "••••999", ["bank"]]);
  assert.ok(!entries.some(({ entry }) => /6200\d/.test(entry)));
});

describe("refused is", () => {
  test("whoever has no permission, for each thing its own", async () => {
    await refused(client.getSettings({}, part.staff("stf_sipho")), "permission-missing", Code.PermissionDenied);
    await refused(change({}, part.staff("stf_sipho", "settings.finance")), "permission-missing", Code.PermissionDenied);
    await refused(change({ bank: setBank }, manager()), "permission-missing", Code.PermissionDenied);
    await refused(
      client.listSettingsVersions({}, part.staff("stf_sipho")),
      "permission-missing",
      Code.PermissionDenied,
    );
    await refused(client.getSettings({}, part.customer("cus_1")), "caller-not-allowed", Code.PermissionDenied);
  });
  test("a new account by whoever proved the second factor long ago", () =>
    refused(
      change({ bank: setBank }, part.staffSince(16, "stf_thandi", "settings.manage", "settings.finance")),
      "step-up-needed",
      Code.PermissionDenied,
    ));
  test("settings that cannot be, with all that is wrong", async () => {
    const wrong = { ...draft, vatNumber: "123", zone: "Mars", aloneAmount: { minorUnits: 1n, currency: "USD" } };
    const facts = { zone: "not-known", aloneCents: "negative", vatNumber: "not-valid" };
    await refused(change({ settings: wrong }), "settings-not-accepted", Code.InvalidArgument, facts);
    await refused(client.changeSettings({ reason: "x" }, owner()), "settings-missing", Code.InvalidArgument);
  });
  test.each<[string, Change, string, Code, Record<string, unknown>]>([
    ["a reason that is none", { reason: " " }, "reason-missing", Code.InvalidArgument, {}],
    ["a version that never was", { expectedVersion: 9 }, "version-unknown", Code.InvalidArgument, {}],
    [
      "the past",
      { validFrom: timestampFromDate(new Date("2026-11-01T00:00:00Z")) },
      "valid-from-passed",
      Code.InvalidArgument,
      {},
    ],
    [
      "the far future",
      { validFrom: timestampFromDate(new Date("2029-11-01T00:00:00Z")) },
      "valid-from-too-late",
      Code.InvalidArgument,
      {},
    ],
    [
      "a logo that runs",
      { logo: svg("<svg onload='x'/>") },
      "svg-not-safe",
      Code.InvalidArgument,
      { because: "attribute onload" },
    ],
    ["a logo that is none", { logo: svg("Karoo") }, "logo-not-a-picture", Code.InvalidArgument, {}],
  ])("%s", (_, over, kind, code, facts) => refused(change(over), kind, code, facts));
  test("the same once more", async () => {
    await change();
    await refused(change({ expectedVersion: 1, reason: "again" }), "nothing-changed", Code.FailedPrecondition);
  });
});
