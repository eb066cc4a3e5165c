import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, test } from "vitest";
import { dictionaryOf } from "#dictionary/dictionary";
import { attributesOf, readNamed } from "#dictionary/named";
import { secretOf } from "#secret";

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
  assert.throws(() => attributesOf({ "Attr-256": "0x01" }), /no attribute is called Attr-256/);
  assert.throws(() => attributesOf({ "Acct-Status-Type": "Begin" }), /Acct-Status-Type cannot be Begin/);
  assert.throws(() => attributesOf({ "Session-Timeout": -1 }), RangeError);
  assert.throws(() => attributesOf({ "Framed-IP-Address": "10.0.0.256" }), RangeError);
});

test("each kind is written and read, and an impossible value of it refused", () => {
  const kinds = dictionaryOf([
    {
      attributes: {
        Byte: [1, "byte"],
        Short: [2, "short"],
        Signed: [3, "signed"],
        Ether: [4, "ether"],
        Prefix: [5, "prefix4"],
        Either: [6, "address-either"],
        Interface: [7, "interface6"],
        Long: [8, "integer64"],
        Prefix6: [9, "prefix6"],
        Time: [10, "time"],
      },
      values: { Byte: { Low: 1, High: 255 } },
    },
  ]);
  const good: [string, string | number | bigint, number[]][] = [
    ["Byte", "High", [255]],
    ["Byte", 7, [7]],
    ["Short", 513, [2, 1]],
    ["Signed", -2, [255, 255, 255, 254]],
    ["Ether", "00:1b:63:84:45:e6", [0, 27, 99, 132, 69, 230]],
    ["Prefix", "10.1.0.0/16", [0, 16, 10, 1, 0, 0]],
    ["Either", "10.1.2.3", [10, 1, 2, 3]],
    ["Either", "2001:db8::1", [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]],
    ["Interface", "21b:63ff:fe84:45e6", [2, 27, 99, 255, 254, 132, 69, 230]],
    ["Long", 2n ** 64n - 1n, Array(8).fill(255)],
    ["Prefix6", "2001:db8:0:c000::/51", [0, 51, 0x20, 1, 0xd, 0xb8, 0, 0, 0xc0]],
    ["Time", 1_700_000_000, [0x65, 0x53, 0xf1, 0]],
  ];
  for (const [name, value, octets] of good) {
    const attributes = attributesOf({ [name]: value }, kinds);
    assert.deepEqual([...attributes[0]!.value], octets, name);
    assert.deepEqual(readNamed({ attributes }, kinds), { [name]: value });
  }
  const bad: [string, string | number | bigint][] = [
    ["Byte", 256],
    ["Byte", "Middle"],
    ["Byte", ""],
    ["Short", 65_536],
    ["Short", 1.5],
    ["Signed", 2 ** 31],
    ["Ether", "00:1b:63:84:45"],
    ["Prefix", "10.1.0.0/33"],
    ["Prefix", "10.1.0.0/8/8"],
    ["Either", "10.1.2"],
    ["Either", "fe80::1%eth0"],
    ["Interface", "1:2:3"],
    ["Long", -1n],
    ["Long", "many"],
    ["Prefix6", "2001:db8::/129"],
    ["Time", "tomorrow"],
  ];
  for (const [name, value] of bad) {
    assert.throws(() => attributesOf({ [name]: value }, kinds), RangeError, `${name} ${value}`);
  }
});

test("the bits after a prefix are zeros", () => {
  assert.deepEqual(back({ "Framed-IPv6-Prefix": "2001:db8:ffff::/33" }), {
    "Framed-IPv6-Prefix": "2001:db8:8000::/33",
  });
});

test("names of attributes and of values are known in any case", () => {
  assert.deepEqual(back({ "acct-status-type": "interim-update", "FRAMED-IP-ADDRESS": "10.0.0.1" }), {
    "Acct-Status-Type": "Interim-Update",
    "Framed-IP-Address": "10.0.0.1",
  });
});

test("a tag stands in front of a text and in the highest octet of a number, and does not show", () => {
  const tagged = attributesOf({ "Tunnel-Type:1": "VLAN", "Tunnel-Private-Group-Id:2": "120" });
  assert.deepEqual(
    tagged.map(({ value }) => [...value]),
    [
      [1, 0, 0, 13],
      [2, 49, 50, 48],
    ],
  );
  assert.deepEqual(readNamed({ attributes: tagged }), { "Tunnel-Type": "VLAN", "Tunnel-Private-Group-Id": "120" });
  assert.throws(() => attributesOf({ "Tunnel-Type:32": "VLAN" }), RangeError);
  assert.throws(() => attributesOf({ "User-Name:1": "thandi" }), RangeError);
});

test("several values of an array lie in one attribute", () => {
  const arrays = dictionaryOf([{ vendor: 65_001, attributes: { Servers: [1, "address", "array"] } }]);
  const named = { Servers: ["10.0.0.1", "10.0.0.2"] };
  const attributes = attributesOf(named, arrays);
  assert.deepEqual([...attributes[0]!.value], [10, 0, 0, 1, 10, 0, 0, 2]);
  assert.equal(attributes.length, 1);
  assert.deepEqual(readNamed({ attributes }, arrays), named);
});

test("a long value of a kind that may go over several attributes does", () => {
  const message = `0x${"07".repeat(600)}`;
  const attributes = attributesOf({ "EAP-Message": message });
  assert.deepEqual(
    attributes.map(({ value }) => value.length),
    [253, 253, 94],
  );
  assert.deepEqual(readNamed({ attributes }), { "EAP-Message": message });
});

describe("a hidden attribute", () => {
  const hiding = { secret: secretOf("xyzzy5461"), authenticator: Uint8Array.from({ length: 16 }, (_, i) => i) };
  const another = { ...hiding, secret: secretOf("xyzzy5462") };

  test("is hidden by its name, and revealed by the same secret only", () => {
    const named = {
      "User-Password": "arctangent",
      "Tunnel-Password:3": "sesame, open",
      "MS-MPPE-Send-Key": `0x${"0a".repeat(16)}`,
      "UBNT-Station-Keyid": "tower-1",
    };
    const attributes = attributesOf(named, undefined, hiding);
    const { "Tunnel-Password:3": tunnel, ...others } = named;
    assert.deepEqual(readNamed({ attributes }, undefined, hiding), { ...others, "Tunnel-Password": tunnel });
    assert.equal(attributes[1]!.value[0], 3);
    assert.ok(!Buffer.concat(attributes.map(({ value }) => value)).includes("sesame"));
    assert.notEqual(readNamed({ attributes }, undefined, another)["User-Password"], "arctangent");
    assert.match(String(readNamed({ attributes })["User-Password"]), /^0x[0-9a-f]{32}$/);
  });

  test("is not written in clear when there is no secret to hide it with", () => {
    assert.throws(() => attributesOf({ "User-Password": "arctangent" }), /User-Password is hidden/);
    const hidden = attributesOf({ "User-Password": "arctangent" }, undefined, hiding)[0]!.value;
    const again = attributesOf({ "User-Password": [hidden, `0x${Buffer.from(hidden).toString("hex")}`] });
    for (const { value } of again) assert.deepEqual([...value], [...hidden]);
  });
});

test("a name from outside cannot become a part of the record", () => {
  const odd = dictionaryOf([{ attributes: Object.fromEntries([["__proto__", [250, "text"]]]) }]);
  const read = readNamed({ attributes: [{ type: 250, value: Uint8Array.of(65) }] }, odd);
  assert.deepEqual(Object.entries(read), [["__proto__", "A"]]);
});

test("what the dictionary does not know is read by its number, and a value of the wrong size as octets", () => {
  const attributes = [
    { type: 250, value: Uint8Array.of(1) },
    { type: 3, value: Uint8Array.of(2), vendor: 99_999 },
    { type: 5, value: Uint8Array.of(3) },
  ];
  const read = { "Attr-250": "0x01", "Attr-26.99999.3": "0x02", "NAS-Port": "0x03" };
  assert.deepEqual(readNamed({ attributes }), read);
  assert.deepEqual(back({ "Attr-250": "0x01", "Attr-26.99999.3": "0x02" }), {
    "Attr-250": "0x01",
    "Attr-26.99999.3": "0x02",
  });
});
