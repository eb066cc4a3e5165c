import type { PaymentContent } from "#content/document-content";
import { type Supplier, bankFacts } from "#content/party";
import type { Words } from "#words/words";

/** By bank, by link, or nothing at all where the supplier takes neither. */
export function paymentContent(
  { supplier, reference, url }: { supplier: Supplier; reference: string | null; url: string | null },
  words: Words,
): PaymentContent | null {
  const facts = supplier.bank === null ? [] : bankFacts(supplier.bank, reference, words);
  const href = url === null ? undefined : URL.parse(url)?.href;
  const link = href === undefined ? null : { url: href, label: words.payOnline, scan: words.scanToPay };
  return facts.length === 0 && link === null ? null : { heading: words.howToPay, facts, link };
}
