import { message, type OutboxMessage } from "@beacom/outbox";
import {
  AccountOpenedSchema,
  BundleActivatedSchema,
  BundleExpiredSchema,
  BundleNotActivatedSchema,
  DataReceivedSchema,
  ServiceStateChangedSchema,
  UsageChargedSchema,
  UsageNoticeRaisedSchema,
  WalletCreditedSchema,
  WalletToppedUpSchema,
} from "@beacom/proto/billing/v1/billing";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { bundleView } from "#application/views";
import type { Account } from "#domain/account";
import type { AccountEvent } from "#domain/account-event";
import type { Decision } from "#domain/decision";
import { bundleMessage, moneyMessage, serviceMessage } from "#wire/billing-wire";

/** What other services are told of a decision, as part of the request that led to it. */
export const newsOf = ({ events, account }: Decision, traceparent = ""): OutboxMessage[] =>
  events.flatMap((event) => {
    const news = newsOfEvent(event, account, events);
    return news ? { ...news, traceparent } : [];
  });

function newsOfEvent(
  event: AccountEvent,
  account: Account,
  together: readonly AccountEvent[],
): OutboxMessage | undefined {
  const { customerId, currency } = account;
  const bundle = (bundleId: string) => bundleMessage(bundleView(bundleIn(account, bundleId)));
  switch (event.type) {
    case "AccountOpened":
      return message(AccountOpenedSchema, customerId, { accountId: event.accountId, customerId }, event.at);
    case "WalletToppedUp": {
      const amount = moneyMessage(event.amountCents, currency);
      const available = moneyMessage(event.availableAfterCents, currency);
      const { paymentId } = event;
      return message(WalletToppedUpSchema, customerId, { customerId, paymentId, amount, available }, event.at);
    }
    case "WalletCredited": {
      const { movementId, source } = event;
      const amount = moneyMessage(event.amountCents, currency);
      const available = moneyMessage(event.availableAfterCents, currency);
      const forBundle = together.some(
        (other) =>
          (other.type === "BundleActivated" || other.type === "BundleNotActivated") && other.paymentId === movementId,
      );
      const credited = { customerId, movementId, source, amount, available, forBundle };
      return message(WalletCreditedSchema, customerId, credited, event.at);
    }
    case "DataReceived": {
      const received = { customerId, transferId: event.transferId, bundle: bundle(event.bundleId) };
      return message(DataReceivedSchema, customerId, received, event.at);
    }
    case "BundleActivated": {
      const available = moneyMessage(event.availableAfterCents, currency);
      const paymentId = event.paymentId ?? "";
      const activated = { customerId, bundle: bundle(event.bundleId), available, paymentId };
      return message(BundleActivatedSchema, customerId, activated, event.at);
    }
    case "BundleNotActivated": {
      const { paymentId, planId, reason } = event;
      return message(BundleNotActivatedSchema, customerId, { customerId, paymentId, planId, reason }, event.at);
    }
    case "UsageCharged":
      // A session that begins or ends without new octets is no news of the account.
      if (event.octetsCharged + event.octetsFree === 0n) return undefined;
      return message(
        UsageChargedSchema,
        customerId,
        {
          customerId,
          sessionId: event.sessionId,
          octetsCharged: event.octetsCharged,
          octetsFree: event.octetsFree,
          used: event.deductions.map(({ bundleId, octets }) => ({ bundleId, octets })),
          sessionOctetsDown: event.octetsDown,
          sessionOctetsUp: event.octetsUp,
          reportedAt: timestampFromDate(event.reportedAt),
        },
        event.at,
      );
    case "UsageNoticeRaised": {
      const { plan, expiresAt } = bundleIn(account, event.bundleId);
      const { bundleId, percent, octetsRemaining } = event;
      const notice = { customerId, bundleId, bundleName: plan.name, percent, octetsRemaining };
      return message(
        UsageNoticeRaisedSchema,
        customerId,
        { ...notice, expiresAt: timestampFromDate(expiresAt) },
        event.at,
      );
    }
    case "BundleExpired":
      return message(BundleExpiredSchema, customerId, { customerId, bundle: bundle(event.bundleId) }, event.at);
    case "ServiceStateChanged": {
      const service = serviceMessage(event.service);
      return message(ServiceStateChangedSchema, customerId, { customerId, service }, event.at);
    }
    // What concerns only the ledger, or is told by the change of service that it leads to.
    default:
      return undefined;
  }
}

function bundleIn(account: Account, bundleId: string) {
  const bundle = account.bundles.find((candidate) => candidate.bundleId === bundleId);
  if (!bundle) throw new Error(`${bundleId} is not a bundle of ${account.customerId}`);
  return bundle;
}
