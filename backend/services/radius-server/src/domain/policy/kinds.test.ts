import assert from "node:assert/strict";
import { attributesOf, dictionary } from "@beacom/radius";
import { test } from "vitest";
import { shippedKinds } from "#domain/policy/kinds";
import { formats, render } from "#domain/policy/nas-kind";

const fields = {
  up: 5_000_000n,
  down: 20_000_000n,
  burstUp: 6_000_000n,
  burstDown: 24_000_000n,
  thresholdUp: 4_000_000n,
  thresholdDown: 16_000_000n,
  burstSeconds: 8,
  list: "walled-garden",
  seconds: 300,
  address: "100.64.0.7",
  pool: "homes",
  prefix: "2001:db8::/56",
  username: "27821234567",
  acctSessionId: "80000001",
  nasIpAddress: "192.0.2.1",
  nasIdentifier: "tower-1",
  framedIpAddress: "100.64.0.7",
  framedIpv6Prefix: "2001:db8::/64",
  callingStationId: "AA-BB-CC-00-11-22",
  calledStationId: "hotspot",
  nasPortId: "ether1",
};

test("every attribute of every make is in the dictionary, and takes what is written into it", () => {
  for (const kind of shippedKinds.values()) {
    const templates = [...Object.values(kind.grants).flat(), ...kind.dynamicAuthorization.session];
    const rendered = render(templates, fields);
    assert.equal(rendered.length, templates.length, `${kind.name} uses a field that there is not`);
    for (const [name, value] of rendered)
      assert.doesNotThrow(() => attributesOf({ [name]: value }, dictionary), kind.name);
    for (const need of kind.dynamicAuthorization.needs) assert.ok(need in fields, `${kind.name} needs ${need}`);
  }
});

test("a field that is absent leaves its attribute out", () => {
  const templates = [
    { attribute: "Filter-Id", value: "{list}" },
    { attribute: "Framed-Pool", value: "{pool}" },
  ];
  assert.deepEqual(render(templates, { list: "slow", pool: undefined }), [["Filter-Id", "slow"]]);
});

test("numbers are written as each make wants them", () => {
  assert.equal(formats.short(5_500_000n), "5500k");
  assert.equal(formats.short(20_000_000n), "20M");
  assert.equal(formats.k(300n), "1");
  assert.equal(formats.k(0n), "0");
  assert.equal(formats.octets(8_000n), "1000");
  assert.equal(formats.u32(10_000_000_000n), "4294967295");
});
