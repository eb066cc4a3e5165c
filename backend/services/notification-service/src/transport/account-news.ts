import { type FollowedEvent, read } from "@beacom/outbox";
import {
  BundleActivatedSchema,
  BundleNotActivatedSchema,
  DataReceivedSchema,
  UsageNoticeRaisedSchema,
  type WalletCredited,
  WalletCreditedSchema,
  WalletToppedUpSchema,
} from "@beacom/proto/billing/v1/billing";
import { type Timestamp, timestampDate } from "@bufbuild/protobuf/wkt";
import type { CustomerNews } from "#application/send";
import type { News } from "#domain/news";
import { moneyOf } from "#transport/money-of";

/** What happened to a customer's wallet and bundles, if this event tells of that. */
export function accountNews(event: FollowedEvent): CustomerNews | undefined {
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
  const credited = read(WalletCreditedSchema, event);
  if (credited) return creditNews(credited);
  const received = read(DataReceivedSchema, event);
  if (received?.bundle) {
    const { customerId, transferId, bundle } = received;
    const expiresAt = dateOf(bundle.expiresAt, event);
    const news = { kind: "data-received", bundleName: bundle.name, octets: bundle.octetsGranted, expiresAt } as const;
    return { cause: `data/${customerId}/${transferId}`, customerId, news };
  }
  return undefined;
}

function creditNews(credited: WalletCredited): CustomerNews | undefined {
  // What became of the bundle is told, and that says enough about the money.
  if (credited.forBundle) return undefined;
  const { customerId, movementId, source } = credited;
  const [amount, available] = [moneyOf(credited.amount), moneyOf(credited.available)];
  const kind = kindOfSource[source] ?? "wallet-credited";
  return { cause: `credit/${customerId}/${movementId}`, customerId, news: { kind, amount, available } };
}

const kindOfSource: Readonly<Record<string, "top-up-received" | "money-received">> = {
  voucher: "top-up-received",
  reseller: "top-up-received",
  transfer: "money-received",
} satisfies Record<string, News["kind"]>;

const dateOf = (timestamp: Timestamp | undefined, event: FollowedEvent): Date =>
  timestamp ? timestampDate(timestamp) : event.at;
