import { formatMoney } from "@beacom/money";
import { type Language, type TextKey, texts } from "#domain/catalogue";
import { dataAmount } from "#domain/data-amount";
import { momentIn, timeIn } from "#domain/moment";
import type { News } from "#domain/news";

type Telling = { language: Language; now: Date; zone: string };

/** The news as one SMS in the person's language. */
export function writeText(news: News, telling: Telling): string {
  const { language, zone } = telling;
  switch (news.kind) {
    case "phone-code":
      return fill(language, "code", { code: news.code, time: timeIn(news.expiresAt, zone) });
    case "usage-notice": {
      const { bundleName: bundle, percent, octetsRemaining, expiresAt } = news;
      if (percent >= 100) return fill(language, "used-up", { bundle });
      const [left, moment] = [dataAmount(octetsRemaining, language), momentIn(expiresAt, telling)];
      return fill(language, "used", { bundle, percent: String(percent), left, moment });
    }
    case "top-up-received":
      return fill(language, "top-up", {
        amount: formatMoney(news.amount, language),
        available: formatMoney(news.available, language),
      });
    case "bundle-activated":
      return fill(language, "activated", {
        bundle: news.bundleName,
        data: dataAmount(news.octets, language),
        moment: momentIn(news.expiresAt, telling),
      });
    case "bundle-not-activated":
      return fill(language, "not-activated", {});
    default:
      throw new Error("there is no text for this news", { cause: news satisfies never });
  }
}

function fill(language: Language, key: TextKey, values: Record<string, string>): string {
  return texts[language][key].replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the text ${key} in ${language} wants ${name}`);
    return value;
  });
}
