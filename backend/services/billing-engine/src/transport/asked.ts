import { type Currency, isCurrency } from "@beacom/money";
import type { Money } from "@beacom/proto/common/v1/common";
import { isLocalDate, type LocalDate } from "@beacom/time";
import { mostOfAnything } from "#domain/quantity";
import type { RefusalKind } from "#transport/refusal-codes";
import { refusedAs } from "#transport/refusals";

/** An amount in the operator's currency, which may be zero or negative: whether that makes sense, the command knows. */
export function amountAsked(money: Money | undefined, currency: Currency): bigint {
  const cents = amountIfAsked(money, currency);
  if (cents === undefined) throw refusedAs("amount-missing");
  return cents;
}

export function amountIfAsked(money: Money | undefined, currency: Currency): bigint | undefined {
  if (!money) return undefined;
  if (!isCurrency(money.currency)) throw refusedAs("currency-unknown");
  if (money.currency !== currency) throw refusedAs("currency-not-offered");
  const { minorUnits } = money;
  if (minorUnits > mostOfAnything || minorUnits < -mostOfAnything) throw refusedAs("amount-too-large");
  return minorUnits;
}

/** Years further away are slips, and what is reckoned from their ends would have five digits. */
const [firstDay, lastDay] = ["1970-01-01", "2199-12-31"];

export function dayAsked(text: string): LocalDate {
  if (text === "") throw refusedAs("day-missing");
  if (!isLocalDate(text) || text < firstDay || text > lastDay) throw refusedAs("not-a-day");
  return text;
}

export const dayIfAsked = (text: string): LocalDate | undefined => (text === "" ? undefined : dayAsked(text));

/** What is stored as it is: nothing invisible in it, and no longer than somebody reads. Empty is the command's to refuse. */
export function textAsked(text: string, most = 200): string {
  if (text.length > most || /[\p{Cc}\p{Cs}]/u.test(text)) throw refusedAs("text-not-accepted");
  return text;
}

/** As text, but a person wrote it and may have begun new lines. */
export function noteAsked(text: string): string {
  if (/[^\P{Cc}\n\r\t]|\p{Cs}/u.test(text)) throw refusedAs("text-not-accepted");
  return text;
}

/** No id that was ever given out looks otherwise; a database would stumble over some of the rest. */
export function idAsked(id: string): string {
  if (!/^[\w:. @-]{0,200}$/.test(id)) throw refusedAs("id-not-accepted");
  return id;
}

export function oneOf<Word extends string>(words: readonly Word[], word: string, otherwise: RefusalKind): Word {
  const found = words.find((known) => known === word);
  if (found === undefined) throw refusedAs(otherwise);
  return found;
}

const [defaultPage, largestPage] = [20, 100];
export const pageSize = (limit: number): number => (limit === 0 ? defaultPage : Math.min(limit, largestPage));
