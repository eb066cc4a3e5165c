import { formatMoney, type Money } from "@beacom/money";
import { type Language, textOf } from "#domain/catalogue";
import { dayIn } from "#domain/moment";
import type { Balance, InvoiceNews } from "#domain/news";
import type { Telling } from "#domain/telling";
import type { TextKey } from "#domain/texts/en";

/** News of invoices: what happened, then what is left to pay, then how. */
export function writeInvoiceText(news: InvoiceNews, { language, payAt }: Telling): string {
  const said = (key: TextKey, values: Record<string, string> = {}) => textOf(language, key, values);
  const money = (amount: Money) => formatMoney(amount, language);
  const howToPay = payAt === null ? said("pay-in-app") : said("pay-at", { link: payAt });
  switch (news.kind) {
    case "invoice-issued": {
      const total = money(news.total);
      if (news.open.minorUnits <= 0n) return said("invoice-paid", { total });
      const values = { total, open: money(news.open), date: dayIn(news.dueOn, language) };
      return together([said("invoice", values), howToPay]);
    }
    case "credit-note-issued":
      return together([said("credit-note", { total: money(news.total) }), ...standing(news.balance, language)]);
    case "invoice-payment-received": {
      const back = news.restoresService ? [said("service-back")] : [];
      return together([said("paid", { amount: money(news.amount) }), ...back, ...standing(news.balance, language)]);
    }
    case "invoice-payment-reversed": {
      const left = standing(news.balance, language);
      return together([said("taken-back", { amount: money(news.amount) }), ...left, howToPay]);
    }
    case "payment-reminder": {
      const { amount, dueOn, nextOn } = news;
      const next = nextOn && dayIn(nextOn, language);
      const key = reminderKey(news, next !== null);
      const values = { amount: money(amount), date: dayIn(dueOn, language), ...(next && { next }) };
      return together([said(key, values), howToPay]);
    }
    case "service-restricted": {
      const key = restrictionKeys[news.restriction] ?? "restricted-again";
      return together([said(key, { amount: money(news.overdue) }), howToPay]);
    }
    case "service-restored":
      return said("service-back");
    default:
      throw new Error("there is no text for this news", { cause: news satisfies never });
  }
}

function standing({ open, credit }: Balance, language: Language): string[] {
  const left =
    open.minorUnits > 0n
      ? textOf(language, "still-open", { open: formatMoney(open, language) })
      : textOf(language, "nothing-open");
  if (credit.minorUnits <= 0n) return [left];
  return [left, textOf(language, "kept", { credit: formatMoney(credit, language) })];
}

/** By the names that a campaign gives to its steps. */
const templateKeys: Readonly<Record<string, TextKey>> = {
  "invoice-due-soon": "due-soon",
  "invoice-overdue": "overdue",
  "service-will-be-restricted": "will-be-restricted",
  "service-restricted": "restricted",
  "service-suspended": "suspended",
  "contract-terminated": "terminated",
};
export const knownTemplates: readonly string[] = Object.keys(templateKeys);

const actionKeys: Readonly<Record<string, TextKey>> = {
  "walled-garden": "restricted",
  suspend: "suspended",
  terminate: "terminated",
};
const restrictionKeys: Readonly<Record<string, TextKey>> = {
  "walled-garden": "restricted-again",
  suspended: "suspended-again",
  terminated: "terminated-again",
};

/** An operator may call a step what he likes: without a text for that, what the step does is said, or just what is to be paid. */
function reminderKey({ template, action }: { template: string; action: string }, hasNext: boolean): TextKey {
  const key = templateKeys[template] ?? actionKeys[action] ?? "reminder";
  return key === "will-be-restricted" && !hasNext ? "overdue" : key;
}

/** One SMS has room for 160 letters: what comes last is left out if there is none for it. */
const mostLetters = 160;

function together([first = "", ...more]: readonly string[]): string {
  let text = first;
  for (const sentence of more) {
    if (text.length + 1 + sentence.length > mostLetters) break;
    text = `${text} ${sentence}`;
  }
  return text;
}
