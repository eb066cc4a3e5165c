import { type Language, wordsOf } from "#words/language";

/** Days from the first to the last, both included, as ISO local dates (`2026-11-01`). */
export type Period = { readonly from: string; readonly to: string };

/** `27 November 2026`. Our own, because JavaScript engines disagree about South African languages. */
export function dateText(isoDate: string, language: Language): string {
  const { year, month, day } = partsOf(isoDate);
  return `${day} ${wordsOf(language).months[month - 1]} ${year}`;
}

/** `27 Nov 2026`, for tables. */
export function shortDateText(isoDate: string, language: Language): string {
  const { year, month, day } = partsOf(isoDate);
  return `${day} ${wordsOf(language).shortMonths[month - 1]} ${year}`;
}

/** `1–30 Nov 2026`, `28 Oct – 27 Nov 2026`, `28 Dec 2026 – 27 Jan 2027`: nothing is said twice. */
export function periodText({ from, to }: Period, language: Language): string {
  const [first, last] = [partsOf(from), partsOf(to)];
  const end = shortDateText(to, language);
  if (from === to) return end;
  if (first.year !== last.year) return `${shortDateText(from, language)} – ${end}`;
  if (first.month !== last.month) return `${first.day} ${wordsOf(language).shortMonths[first.month - 1]} – ${end}`;
  return `${first.day}–${end}`;
}

/** The beginning of that day, for a document's creation date: the same document has the same octets whenever it is made. */
export const instantOfDate = (isoDate: string): Date => {
  const { year, month, day } = partsOf(isoDate);
  return new Date(Date.UTC(year, month - 1, day));
};

function partsOf(isoDate: string): { year: number; month: number; day: number } {
  const [year = 0, month = 0, day = 0] = (/^(\d{4})-(\d{2})-(\d{2})$/.exec(isoDate) ?? []).slice(1).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  if (year === 0 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) {
    throw new Error(`not a local date: ${isoDate}`);
  }
  return { year, month, day };
}
