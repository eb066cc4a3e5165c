/** Bits per second in each direction of the subscriber; 0 is no limit. */
export type Rate = { readonly downBitsPerSecond: bigint; readonly upBitsPerSecond: bigint };

/** For `seconds` a subscriber may go as fast as this, as long as the average stays below the threshold. */
export type Burst = Rate & {
  readonly thresholdDownBitsPerSecond: bigint;
  readonly thresholdUpBitsPerSecond: bigint;
  readonly seconds: number;
};

export const isLimited = ({ downBitsPerSecond, upBitsPerSecond }: Rate): boolean =>
  downBitsPerSecond > 0n || upBitsPerSecond > 0n;

export const percentOf = ({ downBitsPerSecond, upBitsPerSecond }: Rate, percent: number): Rate => ({
  downBitsPerSecond: (downBitsPerSecond * BigInt(percent)) / 100n,
  upBitsPerSecond: (upBitsPerSecond * BigInt(percent)) / 100n,
});

/** `20M down, 5M up`, for people. */
export const rateInWords = (rate: Rate): string =>
  isLimited(rate)
    ? `${shortRate(rate.downBitsPerSecond)} down, ${shortRate(rate.upBitsPerSecond)} up`
    : "no limit of speed";

/** Bits per second with k and M for thousands and millions, as RouterOS takes them. */
export function shortRate(bitsPerSecond: bigint): string {
  if (bitsPerSecond > 0n && bitsPerSecond % 1_000_000n === 0n) return `${bitsPerSecond / 1_000_000n}M`;
  if (bitsPerSecond > 0n && bitsPerSecond % 1_000n === 0n) return `${bitsPerSecond / 1_000n}k`;
  return `${bitsPerSecond}`;
}

/** `20M`, `512k`, `1G` or plain bits per second. */
export function readBitsPerSecond(text: string): bigint | undefined {
  const [, digits, unit] = /^(\d{1,15})([kMG]?)$/.exec(text.trim()) ?? [];
  return digits === undefined ? undefined : BigInt(digits) * multiples[unit as keyof typeof multiples];
}

const multiples = { "": 1n, k: 1_000n, M: 1_000_000n, G: 1_000_000_000n };
