/** Money from one wallet to another, which has to be there. The same for every side, whoever asks first. */
export const wallets = 10_000;
export const openingCents = 50_000;
export const walletOf = (n: number): string => `wallet/${String(n).padStart(6, "0")}`;

export type Transfer = {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  readonly amountCents: number;
};

/** Each caller's own series of random transfers; with so many on so little money, some have to be refused. */
export function transfersOf(callers: number): (caller: number) => Transfer {
  const series = Array.from({ length: callers }, (_, caller) => ({ random: randomFrom(caller + 1), count: 0 }));
  return (caller) => {
    const { random, count } = series[caller]!;
    series[caller]!.count++;
    const from = random(wallets);
    const to = (from + 1 + random(wallets - 1)) % wallets;
    return { key: `transfer:${caller}:${count}`, from, to, amountCents: 1 + random(20_000) };
  };
}

/** What moves for a transfer. Debits are positive; between the two wallets stands an account that is always empty again. */
export const entriesOf = ({ amountCents }: Transfer) => ({
  sent: [
    { account: "customer-wallet", amountCents },
    { account: "transfer-clearing", amountCents: -amountCents },
  ],
  received: [
    { account: "transfer-clearing", amountCents },
    { account: "customer-wallet", amountCents: -amountCents },
  ],
});

/** Xorshift: the same numbers for the same seed. */
function randomFrom(seed: number): (below: number) => number {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}
