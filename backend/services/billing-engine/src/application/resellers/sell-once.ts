import { ok, type Result, refuse } from "@beacom/result";
import { checkKey, type KeyRefusal } from "#application/idempotency-key";
import type { ResellerViews, SaleView } from "#application/resellers/views";

export type SellOnceRefusal = KeyRefusal | { readonly kind: "idempotency-key-reused" };
type Repeated = { readonly kind: "command-repeated" };

/** Sells once: the same key gives the same sale, also when the float, which it took its price from, would not do for another. */
export async function sellOnce<Refusal extends { readonly kind: string }>(
  views: ResellerViews,
  sale: {
    readonly resellerId: string;
    readonly idempotencyKey: string;
    /** Whether what was sold under the key is what is asked for now. */
    readonly isSame: (sold: SaleView) => boolean;
  },
  sell: (saleKey: string) => Promise<Result<unknown, Refusal | Repeated>>,
): Promise<Result<SaleView, Exclude<Refusal, Repeated> | SellOnceRefusal>> {
  const { resellerId, idempotencyKey, isSame } = sale;
  const key = checkKey(idempotencyKey);
  if (!key.ok) return key;
  const saleKey = saleKeyOf(resellerId, key.value);
  const before = await views.sale(resellerId, saleKey);
  const result = before ? ok(undefined) : await sell(saleKey);
  const sold = before ?? (await views.sale(resellerId, saleKey));
  if (sold) return isSame(sold) ? ok(sold) : refuse({ kind: "idempotency-key-reused" });
  if (result.ok || result.error.kind === "command-repeated") throw new Error(`${saleKey} was sold and cannot be found`);
  return { ok: false, error: result.error as Exclude<Refusal, Repeated> };
}

/** Also the command's key. */
export const saleKeyOf = (resellerId: string, idempotencyKey: string): string =>
  `reseller-sale:${resellerId}:${idempotencyKey}`;
