/** Cents as an accountant writes them, `1 234.50`; nothing for nothing. */
export function amountOf(cents: bigint, { zero = "" }: { zero?: string } = {}): string {
  if (cents === 0n) return zero;
  const digits = (cents < 0n ? -cents : cents).toString().padStart(3, "0");
  const whole = digits.slice(0, -2).replaceAll(/\B(?=(\d{3})+$)/g, " ");
  return `${cents < 0n ? "-" : ""}${whole}.${digits.slice(-2)}`;
}
