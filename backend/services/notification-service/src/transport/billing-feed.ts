import type { FollowedEvent } from "@beacom/outbox";
import type { Records } from "#application/ports";
import type { CustomerNews, Send } from "#application/send";
import { accountNews } from "#transport/account-news";
import { invoiceNews } from "#transport/invoice-news";

/** Tells customers what happened to their money and their data; what comes before their phone is known waits for it. */
export async function takeBillingEvents(
  events: readonly FollowedEvent[],
  { records, send }: { records: Records; send: Send },
): Promise<void> {
  for (const event of events) {
    const news = customerNews(event);
    if (!news) continue;
    const contact = await records.contactOf(news.customerId);
    if (contact) await send({ ...news, to: contact.phone, language: contact.language, happenedAt: event.at });
    else await records.keepWaiting(news.customerId, event);
  }
}

export const customerNews = (event: FollowedEvent): CustomerNews | undefined =>
  accountNews(event) ?? invoiceNews(event);
