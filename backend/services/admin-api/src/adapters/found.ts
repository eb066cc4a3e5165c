import { formatMoney, isCurrency, money } from "@beacom/money";
import type { Approval } from "@beacom/proto/billing/v1/approvals";
import type { FoundDocument } from "@beacom/proto/billing/v1/postpaid";
import type { Reseller } from "@beacom/proto/billing/v1/resellers";
import type { VoucherBatch } from "@beacom/proto/billing/v1/vouchers";
import type { Money } from "@beacom/proto/common/v1/common";
import type { Customer } from "@beacom/proto/identity/v1/identity";
import { type Payment, PaymentStatus } from "@beacom/proto/payments/v1/payments";
import type { Session } from "@beacom/proto/radius/v1/radius";
import { type Timestamp, timestampDate } from "@bufbuild/protobuf/wkt";
import type { Found } from "#application/search";

// How what other services answer is shown in a list of results: a name for it, and what tells it from others like it.

export const foundCustomer = ({ customerId, name, phone, email, phoneVerified, registeredAt }: Customer): Found => ({
  kind: "customer",
  id: customerId,
  customerId,
  title: name,
  detail: joined(phone, email, phoneVerified ? "" : "not verified"),
  at: dateOf(registeredAt),
});

export const foundSession = (session: Session): Found => ({
  kind: "session",
  id: session.sessionId,
  customerId: session.customerId,
  title: session.username,
  detail: joined(
    session.endedAt ? "ended" : "online",
    session.framedIpAddress || session.framedIpv6Prefix,
    session.callingStationId,
    session.nasName,
  ),
  at: dateOf(session.startedAt),
});

export const foundPayment = (payment: Payment): Found => ({
  kind: "payment",
  id: payment.paymentId,
  customerId: payment.customerId,
  title: amountInWords(payment.amount),
  detail: joined(
    PaymentStatus[payment.status].toLowerCase().replaceAll("_", "-"),
    payment.provider,
    payment.providerReference,
    payment.reason,
  ),
  at: dateOf(payment.createdAt),
});

export const foundDocument = ({ customerId, document }: FoundDocument): Found => ({
  kind: "document",
  id: document?.documentId ?? "",
  customerId,
  title: document?.serial ?? "",
  detail: joined(document?.kind, document?.issuedOn, amountInWords(document?.gross)),
  at: undefined,
});

export const foundBatch = (batch: VoucherBatch): Found => ({
  kind: "voucher-batch",
  id: batch.batchId,
  customerId: "",
  title: `${batch.count} × ${batch.face ? amountInWords(batch.face) : batch.planId}`,
  detail: batch.resellerId,
  at: dateOf(batch.generatedAt),
});

export const foundReseller = (reseller: Reseller): Found => ({
  kind: "reseller",
  id: reseller.resellerId,
  customerId: "",
  title: reseller.resellerId,
  detail: joined(reseller.suspended ? "suspended" : "", amountInWords(reseller.float)),
  at: dateOf(reseller.registeredAt),
});

export const foundApproval = (approval: Approval): Found => ({
  kind: "approval",
  id: approval.approvalId,
  customerId: approval.subject.startsWith("cus_") ? approval.subject : "",
  title: approval.kind,
  detail: joined(approval.state, approval.amount && amountInWords(approval.amount), approval.reasonCode),
  at: dateOf(approval.proposedAt),
});

export function amountInWords(amount: Money | undefined): string {
  if (!amount) return "";
  const { minorUnits, currency } = amount;
  return isCurrency(currency) ? formatMoney(money(minorUnits, currency)) : `${minorUnits} ${currency}`;
}

const joined = (...parts: readonly (string | undefined)[]): string => parts.filter(Boolean).join(" · ");
const dateOf = (at: Timestamp | undefined): Date | undefined => at && timestampDate(at);
