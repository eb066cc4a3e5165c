import assert from "node:assert/strict";
import { refuse, valueOf } from "@beacom/result";
import fc from "fast-check";
import { test } from "vitest";
import { isCommonPassword } from "#domain/common-passwords";
import { checkPassword, decideRegistration, readEmail } from "#domain/registration";

const form = {
  name: "  Nomvula   Dlamini ",
  phone: "+27821234567",
  email: " Nomvula@Example.ORG ",
  password: "the river bends twice",
  language: "zu-ZA",
};

test("names and addresses are tidied, and a language is one that is spoken here", () => {
  const registration = valueOf(decideRegistration(form));
  assert.equal(registration.name, "Nomvula Dlamini");
  assert.equal(registration.email, "nomvula@example.org");
  assert.equal(registration.language, "zu");
  assert.equal(valueOf(decideRegistration({ ...form, language: "fr" })).language, "en");
  assert.equal(valueOf(decideRegistration({ ...form, language: "" })).language, "en");
});

test("what is missing is named", () => {
  assert.deepEqual(decideRegistration({ ...form, name: "\t" }), refuse({ kind: "name-not-valid" }));
  assert.deepEqual(decideRegistration({ ...form, name: "a\u0000b" }), refuse({ kind: "name-not-valid" }));
  assert.deepEqual(decideRegistration({ ...form, phone: undefined }), refuse({ kind: "phone-not-valid" }));
  for (const email of ["", "a", "a@b", "a b@example.org", "a@@example.org", "a@exa mple.org", "a\u0000@example.org"])
    assert.equal(readEmail(email), undefined, email);
});

test("passwords that everybody tries first are refused", () => {
  for (const password of [
    "password",
    "Password1!",
    "qwertyuiop",
    "12345678",
    "87654321",
    "aaaaaaaa",
    "abcabcabc",
    "19840101",
    "letmein123",
    "Chiefs2024",
    "iloveyou1",
  ])
    assert.deepEqual(checkPassword(password), refuse({ kind: "password-too-common" }), password);
  for (const password of ["the river bends twice", "Tq7#vLp2", "ukuhamba kuzwakala"])
    assert.ok(checkPassword(password).ok, password);
});

test("seven characters are too few in any alphabet, and a password is never changed on the way but for its normal form", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 7, unit: "grapheme" }), (password) => {
      fc.pre(Array.from(password.normalize("NFKC")).length < 8);
      assert.deepEqual(checkPassword(password), refuse({ kind: "password-too-short" }));
    }),
  );
  fc.assert(
    fc.property(fc.string({ minLength: 12, maxLength: 40 }), (password) => {
      fc.pre(!isCommonPassword(password));
      assert.equal(valueOf(checkPassword(password)), password.normalize("NFKC"));
    }),
  );
});
