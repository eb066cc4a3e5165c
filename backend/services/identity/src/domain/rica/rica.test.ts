import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, test } from "vitest";
import { checkDetails, type RicaDetails } from "#domain/rica/details";
import { mostOctetsOfEvidence, readEvidence } from "#domain/rica/evidence-file";
import { checkDigitOf, checkIdentityNumber } from "#domain/rica/identity-number";
import { missingEvidence, servicesAllowed } from "#domain/rica/requirements";
import { keptUntil } from "#domain/rica/retention";
import {
  decideExpiry,
  decideRejection,
  decideReview,
  decideSubmission,
  decideVerification,
  type RicaCase,
} from "#domain/rica/rica-case";

const at = new Date("2026-11-27T10:00:00Z");
const today = "2026-11-27";
const thandi: RicaDetails = {
  customerKind: "person",
  serviceKind: "fixed",
  fullNames: "Thandi  Nkosi",
  dateOfBirth: "1980-01-01",
  identity: { paper: "sa-identity", number: "800101 5009 087" },
  address: "12 Long Street, Cape Town",
  company: undefined,
};
const visitor: RicaDetails = {
  ...thandi,
  identity: { paper: "passport", number: "ab123456", country: "zw", expiresOn: "2027-03-01" },
};
const submitted: RicaCase = { state: "submitted", at, serviceKind: "fixed" };
const inReview: RicaCase = { state: "in-review", at, serviceKind: "fixed", reviewer: "stf_1" };
const given = { reviewer: "stf_1", basis: "the document against the form", details: thandi, today, at };
const kindOf = (result: { ok: boolean; error?: { kind: string } }) => (result.ok ? "ok" : result.error?.kind);

const days = fc
  .date({ min: new Date("1910-01-01T00:00:00Z"), max: new Date("2026-01-01T00:00:00Z"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const numbers = fc
  .tuple(days, fc.integer({ min: 0, max: 9999 }), fc.constantFrom("0", "1", "2"), fc.constantFrom("8", "9"))
  .map(([day, sequence, citizen, a]) => {
    const twelve = `${day.slice(2).replaceAll("-", "")}${String(sequence).padStart(4, "0")}${citizen}${a}`;
    return { day, number: `${twelve}${checkDigitOf(twelve)}` };
  });

describe("identity numbers", () => {
  test("one with its check digit and its date of birth is accepted", () => {
    assert.ok(checkIdentityNumber("8001015009087", "1980-01-01").ok);
    fc.assert(fc.property(numbers, ({ day, number }) => assert.ok(checkIdentityNumber(number, day).ok)));
  });

  test("one wrong digit is always noticed", () => {
    fc.assert(
      fc.property(numbers, fc.nat(12), fc.integer({ min: 1, max: 9 }), ({ day, number }, place, by) => {
        const wrong = String((Number(number[place]) + by) % 10);
        assert.ok(!checkIdentityNumber(number.slice(0, place) + wrong + number.slice(place + 1), day).ok);
      }),
    );
  });

  test("one of another day is refused, and the century is taken from the date of birth", () => {
    assert.equal(kindOf(checkIdentityNumber("8001015009087", "1980-01-02")), "identity-number-and-birth-date-differ");
    assert.equal(kindOf(checkIdentityNumber("8001015009087", "yesterday")), "date-of-birth-not-valid");
    assert.equal(kindOf(checkIdentityNumber("80010150090", "1980-01-01")), "identity-number-not-valid");
  });

  test("any text is answered, never thrown at", () => {
    fc.assert(fc.property(fc.string(), fc.string(), (number, day) => void checkIdentityNumber(number, day)));
  });
});

describe("evidence files", () => {
  const pad = new Uint8Array(40);
  const text = (words: string) => new TextEncoder().encode(words);
  const files = {
    "image/jpeg": Buffer.concat([Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), pad, Uint8Array.of(0xff, 0xd9)]),
    "image/png": Buffer.concat([
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13),
      text("IHDR"),
      pad,
      text("IEND"),
      Uint8Array.of(0xae, 0x42, 0x60, 0x82),
    ]),
    "application/pdf": Buffer.concat([text("%PDF-1.7\n"), pad, text("\n%%EOF\n")]),
  };

  test("a file is what its content says", () => {
    for (const [type, bytes] of Object.entries(files)) assert.deepEqual(readEvidence(bytes), { ok: true, value: type });
  });

  test("a page of script, half a picture and nothing at all are refused", () => {
    assert.equal(kindOf(readEvidence(text("<svg onload=alert(1)>"))), "evidence-type-unknown");
    for (const bytes of Object.values(files)) assert.ok(!readEvidence(bytes.subarray(0, 20)).ok);
    assert.equal(kindOf(readEvidence(new Uint8Array())), "evidence-empty");
    const huge = new Uint8Array(mostOctetsOfEvidence + 1);
    assert.equal(kindOf(readEvidence(huge)), "evidence-too-large");
  });

  test("any octets are answered", () => {
    const begins = fc.constantFrom(...Object.values(files).map((bytes) => [...bytes.subarray(0, 16)]), []);
    fc.assert(
      fc.property(begins, fc.uint8Array({ maxLength: 3000 }), (head, rest) => {
        const result = readEvidence(Uint8Array.of(...head, ...rest));
        assert.ok(result.ok || result.error.kind.startsWith("evidence-"));
      }),
    );
  });
});

describe("details", () => {
  test("are tidied", () => {
    const checked = checkDetails(thandi, today);
    assert.ok(checked.ok);
    assert.equal(checked.value.fullNames, "Thandi Nkosi");
    assert.deepEqual(checked.value.identity, { paper: "sa-identity", number: "8001015009087" });
  });

  test("name what cannot be right", () => {
    const answers = (more: Partial<RicaDetails>) => kindOf(checkDetails({ ...thandi, ...more }, today));
    assert.equal(answers({ fullNames: " " }), "names-missing");
    assert.equal(answers({ address: "here" }), "address-missing");
    assert.equal(answers({ dateOfBirth: "2030-01-01" }), "date-of-birth-not-valid");
    assert.equal(answers({ customerKind: "company" }), "company-missing");
    const numbered = { name: "Nkosi (Pty) Ltd", registrationNumber: "12" };
    assert.equal(answers({ customerKind: "company", company: numbered }), "company-number-not-valid");
    const registered = { ...numbered, registrationNumber: "2019/123456/07" };
    assert.equal(answers({ customerKind: "company", company: registered }), "ok");
    assert.equal(kindOf(checkDetails(visitor, today)), "ok");
    assert.equal(kindOf(checkDetails(visitor, "2027-03-02")), "passport-expired");
  });
});

describe("the case", () => {
  test("a line needs a paper and an address, a hotspot only a paper, a company all of its own", () => {
    assert.deepEqual(missingEvidence("person", "fixed", ["passport"]), [["proof-of-address"]]);
    assert.deepEqual(missingEvidence("person", "hotspot", ["identity-document"]), []);
    assert.equal(missingEvidence("company", "sim", ["proof-of-address"]).length, 3);
    const early = decideSubmission({ state: "not-started" }, { details: thandi, shown: ["passport"], at });
    assert.equal(kindOf(early), "evidence-missing");
  });

  test("goes from the form to a decision", () => {
    const shown = ["identity-document", "proof-of-address"] as const;
    assert.deepEqual(decideSubmission({ state: "not-started" }, { details: thandi, shown, at }), {
      ok: true,
      value: submitted,
    });
    assert.deepEqual(decideReview(submitted, "stf_1", at), { ok: true, value: inReview });
    const verified = decideVerification(inReview, given);
    assert.ok(verified.ok && verified.value.state === "verified" && verified.value.basis === given.basis);
    const rejected = decideRejection(inReview, { reviewer: "stf_1", reason: "cannot be read", at });
    assert.ok(rejected.ok && rejected.value.state === "rejected");
    assert.ok(decideSubmission(rejected.value, { details: thandi, shown, at }).ok);
    assert.equal(kindOf(decideSubmission(verified.value, { details: thandi, shown, at })), "verified-already");
  });

  test("is decided by who reviews it, with words for it, and can be taken over", () => {
    assert.equal(kindOf(decideVerification(submitted, given)), "nothing-to-review");
    assert.equal(kindOf(decideVerification(inReview, { ...given, reviewer: "stf_2" })), "not-your-review");
    assert.equal(kindOf(decideVerification(inReview, { ...given, basis: " " })), "basis-missing");
    assert.equal(kindOf(decideRejection(inReview, { reviewer: "stf_1", reason: "", at })), "reason-missing");
    const taken = decideReview(inReview, "stf_2", at);
    assert.ok(taken.ok && taken.value.state === "in-review" && taken.value.reviewer === "stf_2");
  });

  test("ends with the passport it stood on", () => {
    const verified = decideVerification(inReview, { ...given, details: visitor });
    assert.ok(verified.ok);
    assert.equal(decideExpiry(verified.value, "2027-03-01", at), undefined);
    assert.equal(decideExpiry(verified.value, "2027-03-02", at)?.state, "expired");
    assert.equal(decideExpiry(submitted, "2099-01-01", at), undefined);
    assert.equal(
      kindOf(decideVerification(inReview, { ...given, details: visitor, today: "2028-01-01" })),
      "paper-expired",
    );
  });

  test("whoever is not verified has the hotspot and no more", () => {
    assert.deepEqual(servicesAllowed(undefined), ["hotspot"]);
    assert.deepEqual(servicesAllowed("hotspot"), ["hotspot"]);
    assert.ok(servicesAllowed("fixed").includes("sim"));
  });

  test("evidence is kept for five years after the contract", () => {
    assert.equal(keptUntil("2026-11-27"), "2031-11-27");
    assert.equal(keptUntil("2024-02-29"), "2029-02-28");
  });
});
