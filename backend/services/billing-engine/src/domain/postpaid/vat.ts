import { type Currency, money, netOfVat } from "@beacom/money";
import type { LocalDate } from "@beacom/time";
import type { Span } from "#domain/postpaid/cycle";

export type VatTreatment = "standard" | "zero-rated" | "exempt";

/** The standard rate from a day on, until the next one. */
export type VatRate = { readonly from: LocalDate; readonly basisPoints: bigint };

/** Before the first rate there is none, which is also how an operator below the threshold bills. */
export function rateOn(rates: readonly VatRate[], treatment: VatTreatment, date: LocalDate): bigint {
  if (treatment !== "standard") return 0n;
  let found: VatRate | undefined;
  for (const rate of rates) if (rate.from <= date && (!found || rate.from >= found.from)) found = rate;
  return found?.basisPoints ?? 0n;
}

/** What is supplied over days on which the rate changes is taxed at each rate for its days. */
export function byRate(
  rates: readonly VatRate[],
  treatment: VatTreatment,
  span: Span,
): (Span & { basisPoints: bigint })[] {
  const changes = rates.map(({ from }) => from).filter((from) => from > span.from && from < span.to);
  const starts = treatment === "standard" ? [span.from, ...new Set(changes.sort())] : [span.from];
  const parts: (Span & { basisPoints: bigint })[] = [];
  for (const [index, from] of starts.entries()) {
    const basisPoints = rateOn(rates, treatment, from);
    const before = parts.at(-1);
    if (before?.basisPoints === basisPoints) parts[parts.length - 1] = { ...before, to: starts[index + 1] ?? span.to };
    else parts.push({ from, to: starts[index + 1] ?? span.to, basisPoints });
  }
  return parts;
}

/** The VAT within an amount that includes it. */
export const vatWithin = (grossCents: bigint, basisPoints: bigint, currency: Currency): bigint =>
  netOfVat(money(grossCents, currency), basisPoints).vat.minorUnits;

/**
 * Net and VAT of lines that include it. VAT is rounded on the running total of each rate: the document's VAT is that of its total to the
 * cent, its lines add up to it, and no line is further than a cent from its own.
 */
export function taxed<Line extends { readonly grossCents: bigint; readonly vatBasisPoints: bigint }>(
  lines: readonly Line[],
  currency: Currency,
): (Line & { netCents: bigint; vatCents: bigint })[] {
  const totals = new Map<bigint, bigint>();
  return lines.map((line) => {
    const before = totals.get(line.vatBasisPoints) ?? 0n;
    const after = before + line.grossCents;
    totals.set(line.vatBasisPoints, after);
    const vatCents = vatWithin(after, line.vatBasisPoints, currency) - vatWithin(before, line.vatBasisPoints, currency);
    return { ...line, netCents: line.grossCents - vatCents, vatCents };
  });
}
