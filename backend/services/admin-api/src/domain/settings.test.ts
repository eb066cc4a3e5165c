import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, test } from "vitest";
import { refuse, valueOf } from "@beacom/result";
import { checkSettings, type SettingsDraft } from "#domain/settings";
import { karooNet } from "#domain/settings-examples";

test("settings are kept in their usual notation", () => {
  const settings = valueOf(
    checkSettings({ ...karooNet, tradingName: " ", website: "", addressLines: [" 12 Church Street ", ""] }),
  );
  assert.equal(settings.vatNumber, "4680101146");
  assert.equal(settings.bank?.accountNumber, "62001234567");
  assert.equal(settings.tradingName, settings.legalName);
  assert.equal(settings.website, null);
  assert.deepEqual(settings.addressLines, ["12 Church Street"]);
});

test("an operator need not be a vendor, nor have a bank account", () => {
  const settings = valueOf(checkSettings({ ...karooNet, vatNumber: "", registrationNumber: "", bank: null }));
  assert.equal(settings.vatNumber, null);
  assert.equal(settings.bank, null);
});

describe("not accepted is", () => {
  const bank = karooNet.bank!;
  test.each<[string, Partial<SettingsDraft>, string, string]>([
    ["no name", { legalName: " " }, "legalName", "missing"],
    ["a name that nobody reads to its end", { legalName: "n".repeat(121) }, "legalName", "too-long"],
    ["a name with something invisible in it", { tradingName: "Karoo\u0007" }, "tradingName", "not-plain-text"],
    ["an address of seven lines", { addressLines: Array.from("abcdefg") }, "addressLines", "too-many"],
    ["a VAT number with a digit mistyped", { vatNumber: "4680101147" }, "vatNumber", "not-valid"],
    ["a registration that is none", { registrationNumber: "123" }, "registrationNumber", "not-valid"],
    ["a phone that cannot be called", { supportPhone: "ask Thandi" }, "supportPhone", "not-valid"],
    ["an address that cannot be written to", { supportEmail: "help@karoo" }, "supportEmail", "not-valid"],
    ["a website without TLS", { website: "http://karoo.example" }, "website", "not-valid"],
    ["a website that runs", { website: "javascript:alert(1)" }, "website", "not-valid"],
    ["a zone that is on no map", { zone: "Africa/Karoo" }, "zone", "not-known"],
    ["a zone that is a distance", { zone: "+02:00" }, "zone", "not-known"],
    ["a currency that is not offered", { currency: "XYZ" }, "currency", "not-known"],
    ["no language", { languages: [] }, "languages", "missing"],
    ["a language without words", { languages: ["en", "tlh"] }, "languages", "not-known"],
    ["a language twice", { languages: ["en", "en"] }, "languages", "not-known"],
    ["an account with letters", { bank: { ...bank, accountNumber: "62OO1234567" } }, "bank.accountNumber", "not-valid"],
    ["a branch of five digits", { bank: { ...bank, branchCode: "25065" } }, "bank.branchCode", "not-valid"],
    ["a SWIFT code of five letters", { bank: { ...bank, swiftCode: "FIRNZ" } }, "bank.swiftCode", "not-valid"],
    ["an account of nobody", { bank: { ...bank, accountHolder: "" } }, "bank.accountHolder", "missing"],
    ["half a customer", { aloneCustomers: 0.5 }, "aloneCustomers", "not-a-count"],
    ["less than no money", { aloneCents: -1n }, "aloneCents", "negative"],
  ])("%s", (_, change, field, because) =>
    assert.deepEqual(
      checkSettings({ ...karooNet, ...change }),
      refuse({ kind: "settings-not-accepted", problems: [{ field, because }] }),
    ),
  );

  test("everything that is wrong, at once", () => {
    const answer = checkSettings({ ...karooNet, legalName: "", vatNumber: "1", zone: "" });
    assert.ok(!answer.ok);
    assert.deepEqual(
      answer.error.problems.map(({ field }) => field),
      ["zone", "legalName", "vatNumber"],
    );
  });
});

test("what was accepted is accepted again, and stays what it is", () => {
  const texts = fc.string({ maxLength: 130 });
  fc.assert(
    fc.property(texts, texts, fc.array(texts, { maxLength: 7 }), (legalName, tradingName, addressLines) => {
      const first = checkSettings({ ...karooNet, legalName, tradingName, addressLines });
      if (!first.ok) return;
      const { vatNumber, registrationNumber, website, ...rest } = first.value;
      const draft = {
        vatNumber: vatNumber ?? "",
        registrationNumber: registrationNumber ?? "",
        website: website ?? "",
      };
      assert.deepEqual(checkSettings({ ...rest, ...draft }), first);
    }),
  );
});
