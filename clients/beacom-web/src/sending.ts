import type { Money } from "@beacom/api-client";

/** What is to go to whom, before it is asked once more whether it should. */
export type Sending =
  | { kind: "data"; phone: string; bundleId: string; octets: number }
  | { kind: "money"; phone: string; amount: Money };

const mega = 1e6;

/** What a person is likely to send of a bundle: round amounts that are there, and never more than two. */
export const amountsOf = (octetsRemaining: number): readonly number[] =>
  [100, 250, 500, 1_000, 2_000, 5_000, 10_000, 20_000]
    .map((megabytes) => megabytes * mega)
    .filter((octets) => octets < octetsRemaining)
    .slice(-2);

/** Megabytes as a person writes them: `500`, `1 500`. */
export function octetsFrom(text: string, most: number): number | undefined {
  const digits = text.replace(/\s/g, "");
  if (!/^\d{1,7}$/.test(digits)) return undefined;
  const octets = Number(digits) * mega;
  return octets > 0 && octets <= most ? octets : undefined;
}
