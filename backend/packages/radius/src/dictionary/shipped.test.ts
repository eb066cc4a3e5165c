import assert from "node:assert/strict";
import { test } from "vitest";
import { attributesOf, readNamed } from "#dictionary/named";
import { dictionary, shippedDictionaries } from "#dictionary/shipped";
import { octetsOfKind } from "#dictionary/value-of";

test("no two attributes share a name, and a number has two names only where FreeRADIUS gives it two", () => {
  const names = new Set(dictionary.entries.map(({ name }) => name.toLowerCase()));
  assert.equal(names.size, dictionary.entries.length);
  const readAs = dictionary.entries.filter((entry) => dictionary.byType(entry.type, entry.vendor) !== entry);
  assert.deepEqual(readAs.map(({ name }) => name).sort(), [
    "Juniper-Junosspace-Profile",
    "MS-MPPE-Encryption-Type",
    "Mikrotik-DHCP-Option-ParamSTR2",
    "Mikrotik-Wireless-VLANID-Type",
    "Ruckus-Sta-Expiration",
  ]);
});

test("the standard's attributes stay below 241, where the extended ones begin, and a vendor's fit into an octet", () => {
  for (const { name, type, vendor } of dictionary.entries) {
    assert.ok(type >= 1 && type <= (vendor === undefined ? 240 : 255), name);
  }
});

test("each named value is written and read, and belongs to an attribute of its file", () => {
  for (const { attributes, values = {} } of shippedDictionaries) {
    for (const [attribute, named] of Object.entries(values)) {
      assert.ok(attribute in attributes, attribute);
      const entry = dictionary.byName(attribute)!;
      assert.equal(octetsOfKind(entry.kind), 4, attribute);
      const readAs = dictionary.byType(entry.type, entry.vendor)!;
      for (const [name, number] of Object.entries(named)) {
        const [read] = Object.values(readNamed({ attributes: attributesOf({ [attribute]: name }) }));
        assert.equal(read, readAs.valueNames?.get(number) ?? number, `${attribute} ${name}`);
      }
    }
  }
});

test("all vendors that come with Beacom are known by their numbers", () => {
  const vendors = new Set(dictionary.entries.map(({ vendor }) => vendor ?? 0));
  const expected = [0, 9, 161, 311, 2011, 2636, 3561, 14122, 14559, 14823, 14988, 17713, 25053, 41112];
  assert.deepEqual(
    [...vendors].sort((a, b) => a - b),
    expected,
  );
  assert.equal(dictionary.vendorFormats, undefined);
});
