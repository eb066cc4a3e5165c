import { bundleName } from "#application/views";
import { amountText, octetsText } from "#application/books/in-words";
import { reasonInWords, serviceInWords } from "#application/books/reasons";
import type { AccountEvent, Deduction } from "#domain/account-event";
import { uncappedOctets } from "#domain/bundle";
import type { Currency } from "@beacom/money";

/** Tells an account's history event by event: it must be given all of them in order, to know what each thing is called. */
export function storyTeller(): (event: AccountEvent) => string | undefined {
  let currency: Currency = "ZAR";
  const names = new Map<string, string>();
  const money = (cents: bigint) => amountText(cents, currency);
  const called = (bundleId: string) => `${names.get(bundleId) ?? "a bundle"} (${bundleId})`;
  const taken = (deductions: readonly Deduction[]) =>
    deductions.map(
      ({ bundleId, octets, why }) => `${octetsText(octets)} from ${called(bundleId)}, ${reasonInWords[why]}`,
    );

  return (event) => {
    switch (event.type) {
      case "AccountOpened":
        ({ currency } = event);
        return `The account ${event.accountId} was opened in ${currency}.`;
      case "WalletToppedUp":
        return `${money(event.amountCents)} came in by ${event.provider} as ${event.paymentId}; ${money(event.availableAfterCents)} is available.`;
      case "WalletCredited":
        return `${money(event.amountCents)} came in: ${event.source} ${event.reference}${byWhom(event)}; ${money(event.availableAfterCents)} is available.`;
      case "WalletDebited":
        return `${money(event.amountCents)} went out: ${event.purpose} ${event.reference}${byWhom(event)}; ${money(event.availableAfterCents)} is available.`;
      case "FundsHeld":
        return `${money(event.amountCents)} was held for ${event.purpose} as ${event.holdId}, until ${event.expiresAt.toISOString()} at most.`;
      case "HoldCommitted":
        return `Of ${money(event.heldCents)} held as ${event.holdId}, ${money(event.amountCents)} was spent on ${event.reference}.`;
      case "HoldReleased":
        return `${money(event.heldCents)} held as ${event.holdId} is available again: ${event.why === "expired" ? "nobody spent it in time" : "it was released"}.`;
      case "BundleActivated": {
        names.set(event.bundleId, bundleName(event.plan, event.order));
        const size = event.octetsGranted === uncappedOctets ? "uncapped" : octetsText(event.octetsGranted);
        return `${money(event.priceCents)} (of it ${money(event.vatCents)} VAT) bought ${called(event.bundleId)}: ${size} until ${event.expiresAt.toISOString()}, paid by ${event.source}.`;
      }
      case "BundleNotActivated":
        return `${event.paymentId} was meant for ${event.planId}, which was not activated: ${event.reason}. The money stayed in the wallet.`;
      case "UsageCharged": {
        const used = event.octetsCharged + event.octetsFree;
        if (used === 0n) return `The session ${event.sessionId} reported no new use.`;
        const parts = taken(event.deductions);
        if (event.shared) parts.push(`${octetsText(event.shared.octets)} from what ${event.shared.ownerId} shares`);
        if (event.outOfBundle)
          parts.push(`${octetsText(event.outOfBundle.octets)} out of bundle for ${money(event.outOfBundle.cents)}`);
        if (event.octetsFree > 0n) parts.push(`${octetsText(event.octetsFree)} free, because nothing could pay for it`);
        return `The session ${event.sessionId} used ${octetsText(used)}: ${parts.join("; ")}.`;
      }
      case "SharedUsageCharged":
        return `${event.memberId} used ${octetsText(event.octets)} of the shared bundles in ${event.sessionId}: ${taken(event.deductions).join("; ")}.`;
      case "UsageNoticeRaised":
        return `${event.percent} % of ${called(event.bundleId)} is used; the customer is told.`;
      case "BundleExpired":
        return `${called(event.bundleId)} expired with ${octetsText(event.octetsExpired)} left.`;
      case "BundleRolledOver":
        return `${octetsText(event.octetsCarried)} of ${called(event.bundleId)} was carried over, until ${event.expiresAt.toISOString()}.`;
      case "DataSent":
        return `${octetsText(event.octets)} of ${called(event.bundleId)} went to ${event.toCustomerId}, with ${money(event.netCents)} of its price.`;
      case "DataReceived":
        names.set(event.bundleId, bundleName(event.plan, event.order));
        return `${octetsText(event.octets)} came from ${event.fromCustomerId} as ${called(event.bundleId)}, until ${event.expiresAt.toISOString()}.`;
      case "OutOfBundleAllowed":
        return `${event.by} agreed to pay for use without a bundle by ${event.payer}, at ${event.plan.planId} version ${event.plan.version}${event.limitCents === null ? "" : `, up to ${money(event.limitCents)}`}.`;
      case "OutOfBundleMoved":
        return `The agreement moved to ${event.plan.planId} version ${event.plan.version}, which is not dearer, by ${event.by}.`;
      case "OutOfBundleForbidden":
        return `${event.by} ended the agreement to pay for use without a bundle.`;
      case "UsageBilled":
        return `${octetsText(event.octets)} used out of bundle, ${money(event.cents)}, is on the next invoice.`;
      case "DataReserved": {
        const octets = event.parts.reduce((sum, part) => sum + part.octets, 0n);
        return `${octetsText(octets)} was set aside for ${event.sessionId} as ${event.reservationId}.`;
      }
      case "DataReservationEnded":
        return `The reservation ${event.reservationId} ended: ${event.why}.`;
      case "ServiceRestricted":
        return `Service was restricted by ${event.source}: ${event.restriction}.`;
      case "ServiceRestrictionLifted":
        return `The restriction by ${event.source} was lifted.`;
      case "MemberAdded":
        return `${event.memberId} may use the shared bundles${event.limitOctets === null ? "" : `, up to ${octetsText(event.limitOctets)}`}.`;
      case "MemberRemoved":
        return `${event.memberId} may not use the shared bundles any more.`;
      case "PoolJoined":
        return `${event.ownerId} shares bundles with this customer.`;
      case "PoolLeft":
        return `${event.ownerId} shares no bundles with this customer any more.`;
      case "ServiceStateChanged":
        return `Service: ${serviceInWords(event.service)}.`;
      case "SharedTermsChanged":
      case "SharedTermsNoted":
        return undefined;
      default:
        event satisfies never;
        return undefined;
    }
  };
}

function byWhom({ by, approvedBy }: { readonly by: string | null; readonly approvedBy: string | null }): string {
  if (by === null) return "";
  return approvedBy === null ? `, by ${by}` : `, by ${by} and approved by ${approvedBy}`;
}
