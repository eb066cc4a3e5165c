import { type Currency, money, netOfVat } from "@beacom/money";
import type { OutOfBundle } from "#domain/account";
import type { Entry } from "#domain/ledger";
import { withoutZeros } from "#domain/ledger";
import type { Tariff } from "#domain/plan";
import { mostOfAnything } from "#domain/quantity";

type Price = { readonly unitOctets: bigint; readonly unitCents: bigint };

/** What so many octets cost in all. A function of the total, rounded down, so that it does not matter in how many reports they came. */
export const tariffCents = (octets: bigint, { unitOctets, unitCents }: Price): bigint =>
  (octets * unitCents) / unitOctets;

/** How many octets more the money at hand, and what the customer allowed, can pay for. */
export function affordableOctets(outOfBundle: OutOfBundle, currency: Currency, walletCents: bigint): bigint {
  const price = priceOf(outOfBundle, currency);
  if (!price) return 0n;
  if (price.unitCents === 0n) return mostOfAnything;
  const { octetsUsed, chargedCents, earlierCents, limitCents, payer } = outOfBundle;
  const allowed = limitCents === null ? mostOfAnything : limitCents - earlierCents - chargedCents;
  const budget = payer === "wallet" ? smaller(walletCents, allowed) : allowed;
  // Without a cent left there is no next octet, though rounding down would give a few for nothing.
  if (budget <= 0n) return 0n;
  const most = ((chargedCents + budget + 1n) * price.unitOctets - 1n) / price.unitCents;
  return most > octetsUsed ? most - octetsUsed : 0n;
}

export type TariffCharge = {
  readonly octets: bigint;
  /** VAT included. */
  readonly cents: bigint;
  readonly entries: readonly Entry[];
};

/** Charges as many of these octets as can be paid for. */
export function chargeTariff(
  outOfBundle: OutOfBundle,
  octets: bigint,
  { currency, walletCents, vatBasisPoints }: { currency: Currency; walletCents: bigint; vatBasisPoints: bigint },
): TariffCharge {
  const price = priceOf(outOfBundle, currency);
  const taken = smaller(octets, affordableOctets(outOfBundle, currency, walletCents));
  if (!price || taken === 0n) return { octets: 0n, cents: 0n, entries: [] };
  const { octetsUsed, chargedCents, payer } = outOfBundle;
  const totalCents = tariffCents(octetsUsed + taken, price);
  const cents = totalCents - chargedCents;
  const net = (gross: bigint) => netOfVat(money(gross, currency), vatBasisPoints).net.minorUnits;
  const netCents = net(totalCents) - net(chargedCents);
  const entries =
    payer === "wallet"
      ? [
          { account: "customer-wallet" as const, amountCents: cents, currency },
          { account: "earned-revenue" as const, amountCents: -netCents, currency },
          { account: "vat-output" as const, amountCents: netCents - cents, currency },
        ]
      : // VAT is due when it is invoiced.
        [
          { account: "accrued-revenue" as const, amountCents: netCents, currency },
          { account: "earned-revenue" as const, amountCents: -netCents, currency },
        ];
  return { octets: taken, cents, entries: withoutZeros(entries) };
}

/** Whether the same octets would cost more, however many they are; undefined: one of the two has no price in the currency. */
export function isDearer(tariff: Tariff, than: Tariff, currency: Currency): boolean | undefined {
  const [price, other] = [priceIn(tariff, currency), priceIn(than, currency)];
  return price && other && price.unitCents * other.unitOctets > other.unitCents * price.unitOctets;
}

const priceOf = ({ plan: { tariff } }: OutOfBundle, currency: Currency): Price | undefined =>
  tariff ? priceIn(tariff, currency) : undefined;

function priceIn({ unitOctets, unitPrices }: Tariff, currency: Currency): Price | undefined {
  const price = unitPrices.find((candidate) => candidate.currency === currency);
  return price && { unitOctets, unitCents: price.priceCents };
}

const smaller = (a: bigint, b: bigint) => (a < b ? a : b);
