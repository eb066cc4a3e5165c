import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { dictionary } from "#dictionary/dictionary";
import { attributesOf, readNamed } from "#dictionary/named";

const back = (named: Parameters<typeof attributesOf>[0]) => readNamed({ attributes: attributesOf(named) });

test("attributes are written and read by their names", () => {
  const named = {
    "User-Name": "thandi",
    "Acct-Status-Type": "Interim-Update",
    "Framed-IP-Address": "100.64.0.9",
    "Acct-Input-Octets": 4_294_967_295,
    Class: "0x0102",
    "Framed-IPv6-Prefix": "2001:db8:1::/56",
    "Framed-IPv6-Address": "2001:db8::1",
    "NAS-Filter-Rule": ["permit in", "deny out"],
    "Tunnel-Type": "VLAN",
    "Tunnel-Medium-Type": "IEEE-802",
    "Tunnel-Private-Group-Id": "120",
    "Mikrotik-Rate-Limit": "2M/10M",
    "WISPr-Bandwidth-Max-Down": 10_000_000,
    "ChilliSpot-Max-Total-Octets": 5,
    "MS-Primary-DNS-Server": "1.1.1.1",
  };
  assert.deepEqual(back(named), named);
});

test("an address of either kind comes back in its canonical form", () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.ipV6(), (four, six) => {
      const once = back({ "NAS-IP-Address": four, "NAS-IPv6-Address": six });
      assert.equal(once["NAS-IP-Address"], four);
      assert.deepEqual(back(once as Record<string, string>), once);
    }),
  );
});

test("an unknown name and an impossible value are mistakes of the program", () => {
  assert.throws(() => attributesOf({ "User-Nmae": "x" }), /no attribute is called User-Nmae/);
  assert.throws(() => attributesOf({ "Acct-Status-Type": "Begin" }), /Acct-Status-Type cannot be Begin/);
  assert.throws(() => attributesOf({ "Session-Timeout": -1 }), RangeError);
  assert.throws(() => attributesOf({ "Framed-IP-Address": "10.0.0.256" }), RangeError);
});

test("what the dictionary does not know is read by its number, and a value of the wrong size as octets", () => {
  const attributes = [
    { type: 250, value: Uint8Array.of(1) },
    { type: 3, value: Uint8Array.of(2), vendor: 99_999 },
    { type: 5, value: Uint8Array.of(3) },
  ];
  assert.deepEqual(readNamed({ attributes }), { "Attr-250": "0x01", "Attr-26.99999.3": "0x02", "NAS-Port": "0x03" });
});

test("no two attributes share a name or a number", () => {
  assert.equal(new Set(dictionary.entries.map(({ name }) => name)).size, dictionary.entries.length);
  assert.equal(
    new Set(dictionary.entries.map(({ type, vendor }) => `${vendor}/${type}`)).size,
    dictionary.entries.length,
  );
});
