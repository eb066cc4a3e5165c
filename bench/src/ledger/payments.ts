/** What is appended: a payment into a wallet, as the billing engine keeps it. The same for every side. */
export const paymentType = "WalletToppedUp";
export const wallets = 10_000;
export const walletOf = (n: number): string => `account/cus_${String(n).padStart(26, "0")}`;

export const paymentOf = (wallet: number, version: number) => ({
  paymentId: `pay_${String(wallet).padStart(12, "0")}${String(version).padStart(14, "0")}`,
  provider: "paystack",
  amountCents: "5000",
  availableAfterCents: String(5_000 * version),
  entries: [
    { account: "provider-clearing", amountCents: "5000", currency: "ZAR" },
    { account: "customer-wallet", amountCents: "-5000", currency: "ZAR" },
  ],
});

/** Each caller pays into wallets of its own, one after the other, so that nobody is refused: what is measured is the writing. */
export function paymentsOf(callers: number): (caller: number) => { wallet: number; version: number } {
  const versions = new Map<number, number>();
  const turns = Array.from({ length: callers }, () => 0);
  const share = Math.floor(wallets / callers);
  return (caller) => {
    const wallet = caller + callers * (turns[caller]!++ % share);
    const version = (versions.get(wallet) ?? 0) + 1;
    versions.set(wallet, version);
    return { wallet, version };
  };
}
