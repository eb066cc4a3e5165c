import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, test } from "vitest";
import { refuse, valueOf } from "@beacom/result";
import { checkSettings, type OperatorSettings } from "#domain/settings";
import { karooNet } from "#domain/settings-examples";
import {
  type ChangeSettings,
  changedFields,
  decideChangeSettings,
  settingsAt,
  type SettingsVersion,
} from "#domain/settings-history";

const settings = valueOf(checkSettings(karooNet));
const noon = new Date("2026-11-27T10:00:00Z");
const hours = (count: number) => new Date(noon.getTime() + count * 3_600_000);
const change = (over: Partial<ChangeSettings> = {}): ChangeSettings => ({
  expectedVersion: 1,
  settings: { ...settings, tradingName: "Karoo Fibre" },
  validFrom: null,
  by: "stf_thandi",
  reason: "a new name",
  ...over,
});
const first: SettingsVersion = { version: 1, settings, validFrom: noon, by: "stf_sipho", reason: "first", at: noon };

test("the first settings are version one, from now on", () => {
  const made = valueOf(decideChangeSettings([], change({ expectedVersion: 0 }), noon));
  assert.equal(made.version, 1);
  assert.deepEqual(made.validFrom, noon);
});

test("a change for later holds from then on, and not before", () => {
  const planned = valueOf(decideChangeSettings([first], change({ validFrom: hours(48) }), hours(1)));
  const history = [first, planned];
  assert.equal(settingsAt(history, hours(47))?.version, 1);
  assert.equal(settingsAt(history, hours(48))?.version, 2);
  assert.equal(settingsAt(history, hours(-1)), undefined);
});

test("a change that begins before one that was planned takes its place", () => {
  const planned = valueOf(decideChangeSettings([first], change({ validFrom: hours(48) }), hours(1)));
  const sooner = { expectedVersion: 2, settings: { ...planned.settings, supportPhone: "+27 49 555 0199" } };
  const replaced = valueOf(decideChangeSettings([first, planned], change(sooner), hours(2)));
  assert.equal(settingsAt([first, planned, replaced], hours(72))?.version, 3);
});

test("settings that were planned may be had at once", () => {
  const planned = valueOf(decideChangeSettings([first], change({ validFrom: hours(48) }), hours(1)));
  assert.ok(decideChangeSettings([first, planned], change({ expectedVersion: 2 }), hours(2)).ok);
});

describe("refused is", () => {
  test("a change of what somebody else has changed meanwhile, by the names of what changed", () => {
    const second = { ...first, version: 2, settings: { ...settings, vatNumber: null, zone: "Africa/Maputo" } };
    assert.deepEqual(
      decideChangeSettings([first, second], change(), noon),
      refuse({ kind: "settings-changed-meanwhile", version: 2, changed: ["vatNumber", "zone"] }),
    );
  });
  test("a change of settings that nobody had yet", () =>
    assert.deepEqual(
      decideChangeSettings([first], change({ expectedVersion: 0 }), noon),
      refuse({ kind: "settings-changed-meanwhile", version: 1, changed: Object.keys(settings) }),
    ));
  test.each<[string, Partial<ChangeSettings>, string]>([
    ["a change of a version that never was", { expectedVersion: 7 }, "version-unknown"],
    ["a change of nothing", { settings }, "nothing-changed"],
    ["a change without a reason", { reason: " " }, "reason-missing"],
    ["a reason that nobody reads to its end", { reason: "r".repeat(1_001) }, "reason-too-long"],
    ["a change of the past", { validFrom: hours(-1) }, "valid-from-passed"],
    ["a change for the year after next", { validFrom: hours(367 * 24) }, "valid-from-too-late"],
  ])("%s", (_, over, kind) => assert.deepEqual(decideChangeSettings([first], change(over), noon), refuse({ kind })));
  test("the same settings for the moment for which they are planned", () => {
    const planned = valueOf(decideChangeSettings([first], change({ validFrom: hours(48) }), hours(1)));
    const again = change({ expectedVersion: 2, validFrom: hours(48) });
    assert.deepEqual(decideChangeSettings([first, planned], again, hours(2)), refuse({ kind: "nothing-changed" }));
  });
});

test("whatever is decided on last holds once it has begun, and the past never changes", () => {
  const step = fc.record({ later: fc.nat(100), ahead: fc.nat(200), name: fc.constantFrom("a", "b", "c") });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      let history: readonly SettingsVersion[] = [first];
      let now = 0;
      for (const { later, ahead, name } of steps) {
        now += later;
        const before = Array.from({ length: now }, (_, hour) => settingsAt(history, hours(hour))?.version);
        const next: OperatorSettings = { ...settings, tradingName: name };
        const asked = change({ expectedVersion: history.length, settings: next, validFrom: hours(now + ahead) });
        const made = decideChangeSettings(history, asked, hours(now));
        if (!made.ok) continue;
        history = [...history, made.value];
        assert.equal(made.value.version, history.length);
        assert.deepEqual(settingsAt(history, hours(now + ahead)), made.value);
        const after = Array.from({ length: now }, (_, hour) => settingsAt(history, hours(hour))?.version);
        assert.deepEqual(after, before);
      }
    }),
    { numRuns: 50 },
  );
});

test("of settings that are the same nothing has changed", () =>
  assert.deepEqual(changedFields(settings, { ...settings }), []));
