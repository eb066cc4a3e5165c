import assert from "node:assert/strict";
import { money } from "@beacom/money";
import { test } from "vitest";
import { languageOf, languages, texts } from "#domain/catalogue";
import { dataAmount } from "#domain/data-amount";
import { isTooLate, type News, securityChanges } from "#domain/news";
import { writeText } from "#domain/write-text";

const now = new Date("2026-11-20T12:00:00Z");
const zone = "Africa/Johannesburg";
const sundaySix = new Date("2026-11-22T16:00:00Z");
const english = { language: "en", now, zone, payAt: null } as const;

const notice: News = {
  kind: "usage-notice",
  bundleName: "Weekend 1 GB",
  percent: 80,
  octetsRemaining: 200_900_000n,
  expiresAt: sundaySix,
};

test("a notice says how much is used, how much is left, and until when in the operator's zone", () => {
  assert.equal(writeText(notice, english), "You have used 80% of Weekend 1 GB. 200 MB left until Sunday 18:00.");
  assert.equal(
    writeText({ ...notice, percent: 100, octetsRemaining: 0n }, english),
    "You have used all of Weekend 1 GB. Buy another bundle to go on.",
  );
  assert.equal(
    writeText({ ...notice, expiresAt: new Date("2026-12-20T22:30:00Z") }, { ...english, language: "af" }),
    "Jy het 80% van Weekend 1 GB gebruik. 200 MB oor tot 21 Desember 00:30.",
  );
});

test("money and codes are said with their numbers and times", () => {
  const rand = (cents: bigint) => money(cents, "ZAR");
  assert.equal(
    writeText({ kind: "top-up-received", amount: rand(9_900n), available: rand(123_450n) }, english),
    "Your top-up of R99.00 has arrived. Your wallet now holds R1,234.50.",
  );
  assert.match(
    writeText({ kind: "phone-code", code: "042137", expiresAt: sundaySix }, english),
    /^042137 is .* until 18:00/,
  );
});

test("who is sent money or data is told how much, and by nobody's number", () => {
  const rand = (cents: bigint) => money(cents, "ZAR");
  assert.equal(
    writeText({ kind: "money-received", amount: rand(2_000n), available: rand(2_500n) }, english),
    "You got R20.00 from another customer. Your wallet now holds R25.00.",
  );
  assert.equal(
    writeText({ kind: "data-received", bundleName: "Daily 1 GB", octets: 400_000_000n, expiresAt: sundaySix }, english),
    "You got 400 MB of Daily 1 GB from another customer. It works until Sunday 18:00.",
  );
});

test("every text exists in every language, fits one SMS, and neither shouts nor leaves a gap", () => {
  const amount = money(1_000_000n, "ZAR");
  const all: News[] = [
    { kind: "seen-as", at: sundaySix },
    ...securityChanges.map((change) => ({ kind: "security-changed", change, at: sundaySix }) as const),
    notice,
    { ...notice, percent: 100 },
    { kind: "phone-code", code: "042137", expiresAt: sundaySix },
    { kind: "top-up-received", amount, available: amount },
    { kind: "bundle-activated", bundleName: "Monthly 100 GB", octets: 100_000_000_000n, expiresAt: sundaySix },
    { kind: "bundle-not-activated" },
    { kind: "money-received", amount, available: amount },
    { kind: "wallet-credited", amount, available: amount },
    { kind: "data-received", bundleName: "Monthly 100 GB", octets: 100_000_000_000n, expiresAt: sundaySix },
  ];
  for (const language of languages) {
    for (const news of all) {
      const text = writeText(news, { ...english, language });
      assert.ok(text.length <= 160, `${language} ${news.kind}: ${text.length}`);
      assert.match(text, /^[\x20-\x7e]+$/);
      assert.doesNotMatch(text, /[!{}]/);
    }
    assert.deepEqual(Object.keys(texts[language]), Object.keys(texts.en));
  }
});

test("data is rounded down, in the units in which it is sold", () => {
  assert.deepEqual(
    [999_999n, 1_999_999n, 1_000_000_000n, 3_290_000_000n].map((octets) => dataAmount(octets, "en")),
    ["999 KB", "1 MB", "1 GB", "3.2 GB"],
  );
  assert.equal(dataAmount(3_290_000_000n, "af"), "3,2 GB");
});

test("a language without texts becomes English", () => {
  assert.deepEqual(["zu-ZA", "AF", "fr", ""].map(languageOf), ["zu", "af", "en", "en"]);
});

test("an expired code and yesterday's news are not sent", () => {
  const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
  assert.ok(isTooLate({ kind: "phone-code", code: "1", expiresAt: now }, hoursAgo(0.1), now));
  assert.ok(!isTooLate(notice, hoursAgo(23), now));
  assert.ok(isTooLate(notice, hoursAgo(25), now));
});
