import { type Money, money } from "#money";

/** Splits an amount by weights so that the parts add up to the whole: each part is rounded down, the left-over cents go to the largest remainders. */
export function allocate(amount: Money, weights: readonly bigint[]): Money[] {
  const total = weights.reduce((a, b) => a + b, 0n);
  if (total <= 0n || weights.some((weight) => weight < 0n)) throw new Error("weights must be positive together");
  const sign = amount.minorUnits < 0n ? -1n : 1n;
  const whole = amount.minorUnits * sign;
  const shares = weights.map((weight, index) => ({
    index,
    part: (whole * weight) / total,
    remainder: (whole * weight) % total,
  }));
  let left = whole - shares.reduce((a, share) => a + share.part, 0n);
  const byRemainder = [...shares].sort((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  );
  for (const share of byRemainder) {
    if (left === 0n) break;
    share.part += 1n;
    left -= 1n;
  }
  return shares.map((share) => money(share.part * sign, amount.currency));
}

/** Value and VAT of an amount that includes VAT, at a rate in basis points (1,500 is 15 %). They add up to the gross to the cent. */
export function netOfVat(gross: Money, rateBasisPoints: bigint): { net: Money; vat: Money } {
  const [net, vat] = allocate(gross, [10_000n, rateBasisPoints]) as [Money, Money];
  return { net, vat };
}
