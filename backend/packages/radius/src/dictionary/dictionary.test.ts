import assert from "node:assert/strict";
import { describe, test } from "vitest";
import { dictionaryOf } from "#dictionary/dictionary";
import type { DictionaryFile } from "#dictionary/dictionary-file";
import { attributesOf, readNamed } from "#dictionary/named";
import { shippedDictionaries } from "#dictionary/shipped";

describe("a later file", () => {
  test("renames an attribute by its number", () => {
    const own = dictionaryOf([...shippedDictionaries, { vendor: 14988, attributes: { "Our-Speed": [8, "text"] } }]);
    assert.equal(own.byType(8, 14988)?.name, "Our-Speed");
    assert.equal(own.byName("Mikrotik-Rate-Limit")?.type, 8);
  });

  test("moves an attribute by its name", () => {
    const own = dictionaryOf([
      { vendor: 1, attributes: { Speed: [8, "text"] } },
      { vendor: 1, attributes: { speed: [9, "integer"] } },
    ]);
    assert.equal(own.byType(8, 1), undefined);
    assert.deepEqual([own.byName("SPEED")?.type, own.byType(9, 1)?.kind], [9, "integer"]);
  });

  test("adds values to an attribute of another file, and renames them", () => {
    const own = dictionaryOf([
      ...shippedDictionaries,
      { attributes: {}, values: { "nas-port-type": { "Tower-Radio": 18, "Tower-Laser": 1000 } } },
    ]);
    const attributes = attributesOf({ "NAS-Port-Type": ["Wireless-Other", "Tower-Laser"] }, own);
    assert.deepEqual(readNamed({ attributes }, own)["NAS-Port-Type"], ["Tower-Radio", "Tower-Laser"]);
  });

  test("brings its vendor's layout", () => {
    const format = { typeOctets: 2, lengthOctets: 1, continued: false } as const;
    assert.deepEqual(
      dictionaryOf([...shippedDictionaries, { vendor: 4846, format, attributes: {} }]).vendorFormats,
      new Map([[4846, format]]),
    );
  });
});

test("a file with a kind or a flag that there is not is a mistake", () => {
  const fileOf = (json: string) => JSON.parse(json) as DictionaryFile;
  assert.throws(() => dictionaryOf([fileOf('{ "attributes": { "Speed": [1, "string"] } }')]), /Speed cannot be string/);
  const secret = fileOf('{ "attributes": { "Speed": [1, "text", "encrypt=2"] } }');
  assert.throws(() => dictionaryOf([secret]), /Speed cannot be encrypt=2/);
});
