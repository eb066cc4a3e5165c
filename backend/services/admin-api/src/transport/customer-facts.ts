import { formatMoney, isCurrency, money } from "@beacom/money";
import { ServiceLevel as LevelMessage } from "@beacom/proto/billing/v1/billing";
import { PaymentStatus } from "@beacom/proto/payments/v1/payments";
import { type Timestamp, timestampDate } from "@bufbuild/protobuf/wkt";
import type { CustomerParts } from "#application/customer-overview";
import type { CustomerFacts, PaymentOutcome, ServiceLevel } from "#domain/customer-state";

/** What the parts say about how it stands; a part that is not there says nothing. */
export function factsOf(parts: Partial<CustomerParts>): CustomerFacts {
  return {
    session: sessionOf(parts.sessions),
    service: serviceOf(parts.account),
    lastPayment: paymentOf(parts.payments),
    overdue: overdueOf(parts.billing),
    nextLogin: parts.nextLogin && {
      isRefused: parts.nextLogin.decision === "Access-Reject",
      reason: parts.nextLogin.reason,
      words: parts.nextLogin.replyMessage,
    },
  };
}

function sessionOf(sessions: CustomerParts["sessions"] | undefined): CustomerFacts["session"] {
  if (sessions === undefined) return undefined;
  const open = sessions.filter(({ endedAt }) => endedAt === undefined).map(({ startedAt }) => timeOf(startedAt));
  // Of several devices, since the first of them.
  if (open.length > 0) return { openSince: new Date(Math.min(...open)) };
  const last = sessions.toSorted((a, b) => timeOf(b.endedAt) - timeOf(a.endedAt))[0];
  return last ? { endedAt: new Date(timeOf(last.endedAt)), cause: last.terminateCause || last.endedBy } : null;
}

const levels: Readonly<Record<LevelMessage, ServiceLevel | undefined>> = {
  [LevelMessage.UNSPECIFIED]: undefined,
  [LevelMessage.FULL]: "full",
  [LevelMessage.THROTTLED]: "throttled",
  [LevelMessage.WALLED_GARDEN]: "walled-garden",
  [LevelMessage.BLOCKED]: "blocked",
};

function serviceOf(account: CustomerParts["account"] | undefined): CustomerFacts["service"] {
  const level = account?.service && levels[account.service.level];
  return account?.service && level && { level, reason: account.service.reason };
}

const outcomes: Readonly<Record<PaymentStatus, PaymentOutcome>> = {
  [PaymentStatus.UNSPECIFIED]: "pending",
  [PaymentStatus.CREATED]: "pending",
  [PaymentStatus.PENDING]: "pending",
  [PaymentStatus.SUCCEEDED]: "succeeded",
  [PaymentStatus.FAILED]: "failed",
  [PaymentStatus.EXPIRED]: "expired",
  [PaymentStatus.UNDER_REVIEW]: "under-review",
};

function paymentOf(payments: CustomerParts["payments"] | undefined): CustomerFacts["lastPayment"] {
  const [last] = payments ?? [];
  if (last) return { outcome: outcomes[last.status], words: last.reason };
  return payments && null;
}

function overdueOf(billing: CustomerParts["billing"] | undefined): CustomerFacts["overdue"] {
  if (!billing) return billing;
  const { minorUnits = 0n, currency = "" } = billing.overdue ?? {};
  return minorUnits > 0n && isCurrency(currency) ? formatMoney(money(minorUnits, currency)) : null;
}

const timeOf = (at: Timestamp | undefined): number => (at ? timestampDate(at).getTime() : 0);
