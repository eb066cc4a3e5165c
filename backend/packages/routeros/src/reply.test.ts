import assert from "node:assert/strict";
import { valueOf } from "@beacom/result";
import fc from "fast-check";
import { describe, test } from "vitest";
import { readReply } from "#reply";

describe("a reply", () => {
  test("is a row of names and values; only the first equals sign after the name separates", () => {
    assert.deepEqual(valueOf(readReply(["!re", "=.id=*1", "=comment=a=b", "=disabled", "=empty=", ".tag=7"])), {
      kind: "row",
      tag: "7",
      attributes: { ".id": "*1", comment: "a=b", disabled: "", empty: "" },
      text: "",
    });
  });

  test("that is fatal has its reason in a bare word", () => {
    assert.equal(valueOf(readReply(["!fatal", "session terminated on request"])).text, "session terminated on request");
  });

  test("begins with a word that is known, or is refused by that word", () => {
    for (const first of ["!what", "HTTP/1.1", "constructor", "__proto__", "/login"]) {
      assert.deepEqual(readReply([first]), { ok: false, error: { kind: "not-a-reply", word: first } });
    }
  });

  test("with a property called __proto__ is a row like any other", () => {
    const { attributes } = valueOf(readReply(["!re", "=__proto__=polluted"]));
    assert.deepEqual(Object.entries(attributes), [["__proto__", "polluted"]]);
    assert.equal(Object.getPrototypeOf(attributes), Object.prototype);
  });

  test("of any words at all is read or refused", () => {
    const words = fc.array(fc.oneof(fc.string(), fc.constantFrom("!re", "!done", "!trap", "=", "==", ".tag=", "=a")));
    fc.assert(fc.property(words, (sentence) => typeof readReply(sentence).ok === "boolean"));
  });
});
