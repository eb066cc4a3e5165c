import assert from "node:assert/strict";
import { newId } from "@beacom/ids";
import { refuse, valueOf } from "@beacom/result";
import fc from "fast-check";
import { test } from "vitest";
import { mostNamed, readList } from "#domain/mass-actions-list";

const [one, two] = [newId("customer"), newId("customer")];
const kinds = (text: string) => valueOf(readList(text)).map(({ as, given }) => `${as} ${given}`);

test("ids and phone numbers are read however they are separated", () => {
  assert.deepEqual(kinds(`${one} ${two}\r\n082 555 0100;"+27 (82) 555-0101"\t\n\n`), [
    `customer ${one}`,
    `customer ${two}`,
    "phone 082 555 0100",
    "phone +27 (82) 555-0101",
  ]);
});

test("whoever is named twice is in the list once", () =>
  assert.deepEqual(kinds(`${one},${one},0825550100,082-555-0100`).length, 2));

test("what is neither an id nor a number stays, for whoever pasted it to see", () =>
  assert.deepEqual(kinds(`Phone number,0825550100,cus_short,12345`), [
    "unreadable Phone number",
    "phone 0825550100",
    "unreadable cus_short",
    "unreadable 12345",
  ]));

test("an empty list and one that is too long are refused", () => {
  assert.deepEqual(readList(" \n,;"), refuse({ kind: "list-empty" }));
  const many = Array.from({ length: mostNamed + 1 }, (_, n) => `x${n}`).join("\n");
  assert.deepEqual(readList(many), refuse({ kind: "list-too-long", most: mostNamed }));
});

test("any text is read, and nothing in it is named twice", () => {
  const pieces = fc.constantFrom(one, two, "082 555 0100", ",", "\n", ";", " ", "x", "cus_", '"', "+");
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(pieces).map((parts) => parts.join("")),
      ),
      (text) => {
        const read = readList(text);
        if (!read.ok) return;
        const customers = read.value.filter(({ as }) => as === "customer").map(({ given }) => given);
        assert.equal(new Set(customers).size, customers.length);
        for (const id of [one, two]) if (customers.includes(id)) assert.ok(text.includes(id));
      },
    ),
  );
});
