import type { Intents } from "#application/intents";
import type { Intent } from "#domain/intent";

export type PaymentsPage = { readonly intents: readonly Intent[]; readonly nextCursor: string };
export type ListPayments = (request: { customerId: string; cursor: string; limit: number }) => Promise<PaymentsPage>;

/** Newest first. Ids are ordered by time, so the last one of a page is the cursor to the next. */
export const listPaymentsWith =
  ({ intents }: { intents: Intents }): ListPayments =>
  async ({ customerId, cursor, limit }) => {
    const size = Math.min(limit === 0 ? 20 : limit, 100);
    const found = await intents.listOf(customerId, { before: cursor || undefined, limit: size + 1 });
    const page = found.slice(0, size);
    return { intents: page, nextCursor: found.length > size ? page.at(-1)!.paymentId : "" };
  };
