import { isCurrency, type Money, money } from "@beacom/money";
import { type FollowedEvent, read } from "@beacom/outbox";
import {
  BundleActivatedSchema,
  BundleNotActivatedSchema,
  UsageNoticeRaisedSchema,
  WalletToppedUpSchema,
} from "@beacom/proto/billing/v1/billing";
import type { Money as ProtoMoney } from "@beacom/proto/common/v1/common";
import { type Timestamp, timestampDate } from "@bufbuild/protobuf/wkt";
import type { Records } from "#application/ports";
import type { Letter, Send } from "#application/send";

type CustomerNews = Pick<Letter, "cause" | "customerId" | "news">;

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

export function customerNews(event: FollowedEvent): CustomerNews | undefined {
  const notice = read(UsageNoticeRaisedSchema, event);
  if (notice) {
    const { customerId, bundleId, bundleName, percent, octetsRemaining } = notice;
    const expiresAt = dateOf(notice.expiresAt, event);
    const news = { kind: "usage-notice", bundleName, percent, octetsRemaining, expiresAt } as const;
    return { cause: `notice/${bundleId}/${percent}`, customerId, news };
  }
  const toppedUp = read(WalletToppedUpSchema, event);
  if (toppedUp) {
    const { customerId, paymentId } = toppedUp;
    const [amount, available] = [moneyOf(toppedUp.amount), moneyOf(toppedUp.available)];
    return { cause: `top-up/${paymentId}`, customerId, news: { kind: "top-up-received", amount, available } };
  }
  const activated = read(BundleActivatedSchema, event);
  if (activated?.bundle) {
    const { bundleId, name, octetsGranted } = activated.bundle;
    const expiresAt = dateOf(activated.bundle.expiresAt, event);
    const news = { kind: "bundle-activated", bundleName: name, octets: octetsGranted, expiresAt } as const;
    return { cause: `bundle/${bundleId}`, customerId: activated.customerId, news };
  }
  const notActivated = read(BundleNotActivatedSchema, event);
  if (notActivated) {
    const { customerId, paymentId } = notActivated;
    return { cause: `not-activated/${paymentId}`, customerId, news: { kind: "bundle-not-activated" } };
  }
  return undefined;
}

const dateOf = (timestamp: Timestamp | undefined, event: FollowedEvent): Date =>
  timestamp ? timestampDate(timestamp) : event.at;

function moneyOf(amount: ProtoMoney | undefined): Money {
  if (!amount || !isCurrency(amount.currency)) throw new Error(`an amount in ${amount?.currency ?? "no currency"}`);
  return money(amount.minorUnits, amount.currency);
}
