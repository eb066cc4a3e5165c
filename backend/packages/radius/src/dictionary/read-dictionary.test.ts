import assert from "node:assert/strict";
import { ok, valueOf } from "@beacom/result";
import fc from "fast-check";
import { describe, test } from "vitest";
import { dictionaryOf } from "#dictionary/dictionary";
import { attributesOf, readNamed } from "#dictionary/named";
import { type DictionaryFault, type LeftOut, readDictionary } from "#dictionary/read-dictionary";
import { shippedDictionaries } from "#dictionary/shipped";
import { secretOf } from "#secret";

const faultsOf = (text: string, include?: (name: string) => string | undefined): [string, number, string][] => {
  const read = readDictionary(text, include === undefined ? {} : { include });
  return read.ok ? [] : read.error.map(({ kind, line, word }: DictionaryFault) => [kind, line, word]);
};

const acme = `
# Acme's towers
VENDOR		Acme		65001
BEGIN-VENDOR	Acme
ATTRIBUTE	Acme-Rate	1	string
ATTRIBUTE	Acme-Level	0x02	integer		# how much
attribute	Acme-Key	3	octets[16] encrypt=2
ATTRIBUTE	Acme-Servers	4	ipaddr array
ATTRIBUTE	Acme-Group	5	tlv
ATTRIBUTE	Acme-Group-Name	5.1	string
VALUE		Acme-Level	Low	1
VALUE		Acme-Level	High	0xff
END-VENDOR	Acme
ATTRIBUTE	Acme-Local	3000	string
VALUE		NAS-Port-Type	Tower	1000
`;

describe("a dictionary in FreeRADIUS' format", () => {
  test("becomes files of ours, and what is in no packet by itself is named", () => {
    const leftOut: LeftOut[] = [];
    assert.deepEqual(
      readDictionary(acme, { leftOut: (attribute) => leftOut.push(attribute) }),
      ok([
        { attributes: {}, values: { "NAS-Port-Type": { Tower: 1000 } } },
        {
          vendor: 65_001,
          attributes: {
            "Acme-Rate": [1, "text"],
            "Acme-Level": [2, "integer"],
            "Acme-Key": [3, "octets", "salted"],
            "Acme-Servers": [4, "address", "array"],
            "Acme-Group": [5, "octets"],
          },
          values: { "Acme-Level": { Low: 1, High: 255 } },
        },
      ]),
    );
    assert.deepEqual(leftOut, [
      { name: "Acme-Group-Name", why: "within-another-attribute", file: undefined, line: 10 },
      { name: "Acme-Local", why: "not-in-packets", file: undefined, line: 14 },
    ]);
  });

  test("adds a vendor beside those that come with Beacom", () => {
    const dictionary = dictionaryOf([...shippedDictionaries, ...valueOf(readDictionary(acme))]);
    const hiding = { secret: secretOf("testing123"), authenticator: new Uint8Array(16) };
    const named = {
      "Acme-Level": "High",
      "Acme-Key": `0x${"0b".repeat(16)}`,
      "Acme-Servers": ["10.0.0.1", "10.0.0.2"],
      "NAS-Port-Type": "Tower",
      "Mikrotik-Rate-Limit": "1M/1M",
    };
    const attributes = attributesOf(named, dictionary, hiding);
    assert.deepEqual(readNamed({ attributes }, dictionary, hiding), named);
  });

  test("tells a vendor's layout", () => {
    const formatOf = (option: string) => {
      const files = valueOf(
        readDictionary(`VENDOR A 7 ${option}\nBEGIN-VENDOR A\nATTRIBUTE A-B 1 string\nEND-VENDOR A`),
      );
      return files[0]?.format;
    };
    assert.deepEqual(formatOf("format=2,1"), { typeOctets: 2, lengthOctets: 1, continued: false });
    assert.deepEqual(formatOf("format=4,0"), { typeOctets: 4, lengthOctets: 0, continued: false });
    assert.deepEqual(formatOf("format=1,1,c"), { typeOctets: 1, lengthOctets: 1, continued: true });
    assert.equal(formatOf("format=1,1"), undefined);
    assert.equal(formatOf(""), undefined);
  });

  test("may name the vendor at the end of the line, as those of FreeRADIUS 1 did", () => {
    const files = valueOf(readDictionary("VENDOR Acme 65001\nATTRIBUTE Acme-Rate 1 string Acme"));
    assert.deepEqual(files, [{ vendor: 65_001, attributes: { "Acme-Rate": [1, "text"] }, values: {} }]);
  });

  test("knows all its types and options", () => {
    const files = valueOf(
      readDictionary(
        [
          "ATTRIBUTE A 1 String has_tag,encrypt=2",
          "ATTRIBUTE B 2 integer has_tag",
          "ATTRIBUTE C 3 octets concat",
          "ATTRIBUTE D 4 combo-ip",
          "ATTRIBUTE E 5 string encrypt=3",
          "ATTRIBUTE F 6 abinary",
          "ATTRIBUTE G 7 ipv6prefix",
        ].join("\r\n"),
      ),
    );
    assert.deepEqual(files[0]?.attributes, {
      A: [1, "tagged-text", "salted"],
      B: [2, "tagged-integer"],
      C: [3, "octets", "concat"],
      D: [4, "address-either"],
      E: [5, "text", "ascend-secret"],
      F: [6, "octets"],
      G: [7, "prefix6"],
    });
  });
});

describe("a dictionary that cannot be", () => {
  const vendor = "VENDOR Acme 65001\nBEGIN-VENDOR Acme\n";
  const cases: [string, string, [string, number, string][]][] = [
    ["an unknown keyword", "ATTRIBUT A 1 string", [["keyword-unknown", 1, "ATTRIBUT"]]],
    ["a name of every object", "toString A 1", [["keyword-unknown", 1, "toString"]]],
    ["a missing word", "\nATTRIBUTE A 1", [["word-missing", 2, "A"]]],
    ["a number that is none", "ATTRIBUTE A one string", [["number-malformed", 1, "one"]]],
    [
      "a number above the type's octet",
      `${vendor}ATTRIBUTE A 256 string\nEND-VENDOR Acme`,
      [["number-out-of-range", 3, "256"]],
    ],
    ["an unknown type", "ATTRIBUTE A 1 strings", [["type-unknown", 1, "strings"]]],
    ["an unknown option", "ATTRIBUTE A 1 string array,encrypted", [["option-unknown", 1, "encrypted"]]],
    ["a tag on an address", "ATTRIBUTE A 1 ipaddr has_tag", [["option-unsuitable", 1, "has_tag"]]],
    ["a value that is no number", "VALUE A B C", [["number-malformed", 1, "C"]]],
    ["a vendor above 24 bits", "VENDOR A 0x1000000", [["number-out-of-range", 1, "0x1000000"]]],
    ["a layout that nobody has", "VENDOR A 7 format=3,1", [["format-unknown", 1, "format=3,1"]]],
    ["an unknown vendor", "BEGIN-VENDOR A", [["vendor-unknown", 1, "A"]]],
    ["a vendor within a vendor", `${vendor}BEGIN-VENDOR Acme\nEND-VENDOR Acme`, [["vendor-within-vendor", 3, "Acme"]]],
    ["a vendor that does not end", vendor, [["vendor-not-ended", 2, "Acme"]]],
    [
      "the end of another vendor",
      `${vendor}END-VENDOR Other`,
      [
        ["vendor-not-begun", 3, "Other"],
        ["vendor-not-ended", 2, "Acme"],
      ],
    ],
    [
      "all of them at once",
      "A B\nVENDOR X\nVALUE A B C",
      [
        ["keyword-unknown", 1, "A"],
        ["word-missing", 2, "X"],
        ["number-malformed", 3, "C"],
      ],
    ],
  ];
  test.each(cases)("%s is refused by its line", (_, text, faults) => {
    assert.deepEqual(faultsOf(text), faults);
  });

  test("is refused with its first hundred faults", () => {
    assert.equal(faultsOf("x\n".repeat(1_000)).length, 100);
  });
});

describe("an included file", () => {
  const files: Record<string, string> = {
    one: "VENDOR Acme 65001\n$INCLUDE two",
    two: "ATTRIBUTE A 1 strings",
    loop: "$INCLUDE loop",
  };
  const include = (name: string) => files[name];

  test("is refused where none may be", () => {
    assert.deepEqual(faultsOf("# x\n$INCLUDE /etc/passwd"), [["include-refused", 2, "/etc/passwd"]]);
  });

  test("is read where it stands, and its faults are told with its name", () => {
    const read = readDictionary("$INCLUDE one\nBEGIN-VENDOR Acme\nEND-VENDOR Acme", { include });
    assert.ok(!read.ok);
    assert.deepEqual(read.error, [{ kind: "type-unknown", file: "two", line: 1, word: "strings" }]);
  });

  test("that is not there is refused, unless it may be missing", () => {
    assert.deepEqual(faultsOf("$INCLUDE three\n$INCLUDE- three", include), [["include-not-found", 1, "three"]]);
  });

  test("cannot include itself, nor include without end", () => {
    assert.deepEqual(faultsOf("$INCLUDE loop", include), [["include-within-itself", 1, "loop"]]);
    const twice = (name: string) => `$INCLUDE ${name}a\n$INCLUDE ${name}b`;
    assert.deepEqual(faultsOf("$INCLUDE x", twice)[0]?.[0], "too-many-includes");
  });
});

test("no text, however odd, makes the reader throw, and every fault has a line", () => {
  const word = fc.constantFrom(
    "ATTRIBUTE",
    "VALUE",
    "VENDOR",
    "BEGIN-VENDOR",
    "END-VENDOR",
    "BEGIN-TLV",
    "$INCLUDE",
    "Acme",
    "7",
    "0x1",
    "1.2",
    "string",
    "format=2,1",
    "encrypt=2",
    "#",
    "__proto__",
    "constructor",
  );
  const text = fc.array(fc.array(fc.oneof(word, fc.string({ maxLength: 6 })), { maxLength: 6 }), { maxLength: 20 });
  fc.assert(
    fc.property(text, (lines) => {
      const written = lines.map((words) => words.join(" ")).join("\n");
      const read = readDictionary(written, { include: () => "VENDOR Acme 7" });
      if (read.ok) dictionaryOf(read.value);
      else for (const { line } of read.error) assert.ok(line >= 1 && line <= written.split("\n").length);
    }),
    { numRuns: 2_000 },
  );
});
