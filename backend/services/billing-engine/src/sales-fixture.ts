import { valueOf } from "@beacom/result";
import { openBilling } from "#billing-fixture";
import { after } from "#domain/account-examples";
import { noCommission } from "#domain/resellers/commission";
import type { ResellerTerms } from "#domain/resellers/reseller-event";

/** 32 octets that no test of a leak mistakes for anything else. */
export const pepper = Buffer.alloc(32, "pepper of the tests ").toString("base64");

export const masterTerms: ResellerTerms = {
  kind: "master",
  commission: {
    ...noCommission,
    voucher: [{ fromCents: 0n, basisPoints: 1_000 }],
    "electronic-voucher": [{ fromCents: 0n, basisPoints: 500 }],
    "top-up": [{ fromCents: 0n, basisPoints: 500 }],
  },
  limits: { perSaleCents: null, perDayCents: null, perMonthCents: null },
};

/** A billing engine with vouchers and resellers. For tests. */
export async function openSales(settings: Record<string, string> = {}) {
  const billing = await openBilling();
  const withPepper = { BILLING_VOUCHER_PEPPERS: `k1:${pepper}`, ...settings };
  const start = (more: Record<string, string> = {}) => billing.start({ ...withPepper, ...more });
  const engine = start();
  let keys = 0;
  const key = () => `key-${++keys}`;
  const staffId = "stf_press";
  return {
    ...billing,
    ...engine,
    close: () => billing.close(),
    start,
    staffId,
    key,
    /** A batch with its codes; sold at the house's counter unless told otherwise. */
    async batch(
      count: number,
      options: { faceCents?: bigint; salePriceCents?: bigint; planId?: string; isSold?: boolean } = {},
    ) {
      const { faceCents = 5_000n, planId, salePriceCents, isSold = true } = options;
      const order = {
        worth: planId === undefined ? { faceCents } : { planId },
        ...(salePriceCents !== undefined && { salePriceCents }),
        count,
      };
      const { batchId } = valueOf(await engine.vouchers.generate({ order, staffId, idempotencyKey: key() }));
      const { codes } = valueOf(await engine.vouchers.fetchCodes({ batchId, staffId }));
      const all = [{ first: 1, last: count }];
      if (isSold) valueOf(await engine.vouchers.sell({ batchId, ranges: all, staffId, idempotencyKey: key() }));
      return { batchId, codes };
    },
    async reseller(floatCents: bigint, terms: ResellerTerms = masterTerms) {
      const { resellerId } = valueOf(await engine.resellers.register({ terms, staffId, idempotencyKey: key() }));
      if (floatCents > 0n)
        valueOf(
          await engine.resellers.payIn({ resellerId, reference: `EFT ${key()}`, amountCents: floatCents, staffId }),
        );
      return resellerId;
    },
    /** What all histories together say that an account of the ledger holds, as the books show it: liabilities are above zero. */
    async owed(account: string): Promise<bigint> {
      const [row] = await billing.sql<{ cents: bigint }[]>`
        select coalesce(-sum(amount_cents), 0)::bigint as cents from ledger_entries where account = ${account}`;
      return row!.cents;
    },
    later(seconds: number) {
      billing.time.now = after(seconds, billing.time.now);
    },
  };
}
export type Sales = Awaited<ReturnType<typeof openSales>>;

export const guest = (customerId: string, address = "10.0.0.1") => ({ customerId, address, mac: "AA:BB:CC:00:00:01" });
