import { formatMoney } from "@beacom/money";
import { textOf } from "#domain/catalogue";
import { dataAmount } from "#domain/data-amount";
import { momentIn, timeIn } from "#domain/moment";
import type { News } from "#domain/news";
import type { Telling } from "#domain/telling";
import { writeInvoiceText } from "#domain/write-invoice-text";

/** The news as one SMS in the person's language. */
export function writeText(news: News, telling: Telling): string {
  const { language, zone } = telling;
  switch (news.kind) {
    case "phone-code":
      return textOf(language, "code", { code: news.code, time: timeIn(news.expiresAt, zone) });
    case "seen-as":
      return textOf(language, "seen-as", { time: timeIn(news.at, zone) });
    case "security-changed":
      return `${textOf(language, news.change, { time: timeIn(news.at, zone) })} ${textOf(language, "not-you")}`;
    case "usage-notice": {
      const { bundleName: bundle, percent, octetsRemaining, expiresAt } = news;
      if (percent >= 100) return textOf(language, "used-up", { bundle });
      const [left, moment] = [dataAmount(octetsRemaining, language), momentIn(expiresAt, telling)];
      return textOf(language, "used", { bundle, percent: String(percent), left, moment });
    }
    case "top-up-received":
    case "money-received":
    case "wallet-credited": {
      const key = news.kind === "top-up-received" ? "top-up" : news.kind;
      const [amount, available] = [news.amount, news.available].map((money) => formatMoney(money, language));
      return textOf(language, key, { amount: amount!, available: available! });
    }
    case "bundle-activated":
    case "data-received":
      return textOf(language, news.kind === "bundle-activated" ? "activated" : news.kind, {
        bundle: news.bundleName,
        data: dataAmount(news.octets, language),
        moment: momentIn(news.expiresAt, telling),
      });
    case "bundle-not-activated":
      return textOf(language, "not-activated");
    default:
      return writeInvoiceText(news, telling);
  }
}
