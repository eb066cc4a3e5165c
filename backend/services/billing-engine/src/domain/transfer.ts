import { ok, type Result, refuse } from "@beacom/result";
import { type Account, octetsReserved } from "#domain/account";
import type { AccountEventOf } from "#domain/account-event";
import { type Bundle, earnedCents, octetsRemaining } from "#domain/bundle";
import { broughtUpTo, concluded, type Decision, extended, unchanged } from "#domain/decision";
import { movement, recognitionEntries } from "#domain/ledger";
import { isUncapped } from "#domain/plan";
import { type CreditRefusal, type DebitRefusal, decideCredit, decideDebit } from "#domain/wallet";

/** Both sides of a transfer: they happen in one command, or not at all. */
export type Transferred = { readonly sender: Decision; readonly receiver: Decision };
type Parties = { readonly transferId: string; readonly toCustomerId: string; readonly at: Date };
type PartyRefusal = { readonly kind: "account-not-open-yet" | "receiver-unknown" | "to-oneself" | "currency-differs" };

export type SendMoney = Parties & { readonly amountCents: bigint };
export type SendMoneyRefusal = PartyRefusal | DebitRefusal | CreditRefusal;

export function decideSendMoney(
  sender: Account | undefined,
  receiver: Account | undefined,
  { transferId, toCustomerId, amountCents, at }: SendMoney,
): Result<Transferred, SendMoneyRefusal> {
  const parties = partiesOf(sender, receiver, toCustomerId);
  if (!parties.ok) return parties;
  const { from, to } = parties.value;
  if (isDone(from, to, transferId)) return ok({ sender: unchanged(from), receiver: unchanged(to) });
  const against = "transfer-clearing";
  const movementOf = { movementId: transferId, amountCents, against, at } as const;
  const sent = decideDebit(from, { ...movementOf, purpose: "transfer", reference: toCustomerId });
  if (!sent.ok) return sent;
  const got = decideCredit(to, { ...movementOf, source: "transfer", reference: from.customerId });
  if (!got.ok) return got;
  return ok({ sender: sent.value, receiver: got.value });
}

export type SendData = Parties & {
  readonly bundleId: string;
  readonly octets: bigint;
  /** Of the bundle that the receiver gets. */
  readonly newBundleId: string;
};
export type SendDataRefusal =
  | PartyRefusal
  | { readonly kind: "octets-not-positive" | "bundle-not-active" | "not-transferable" }
  | { readonly kind: "not-enough-left"; readonly octetsLeft: bigint };

/**
 * ICASA End-user and Subscriber Service Charter, regulation 8A: data goes to another subscriber without a cap on volume or frequency. The
 * receiver gets a bundle of the same plan that ends when it would have ended here; what is not earned of its price goes with it.
 */
export function decideSendData(
  sender: Account | undefined,
  receiver: Account | undefined,
  { transferId, toCustomerId, bundleId, newBundleId, octets, at }: SendData,
): Result<Transferred, SendDataRefusal> {
  const parties = partiesOf(sender, receiver, toCustomerId);
  if (!parties.ok) return parties;
  const { from, to } = parties.value;
  if (octets <= 0n) return refuse({ kind: "octets-not-positive" });
  if (isDone(from, to, transferId)) return ok({ sender: unchanged(from), receiver: unchanged(to) });
  const now = broughtUpTo(unchanged(from), at);
  const bundle = now.account.bundles.find((candidate) => candidate.bundleId === bundleId);
  if (!bundle || bundle.state !== "active" || bundle.expiresAt <= at) return refuse({ kind: "bundle-not-active" });
  if (bundle.plan.promotional || isUncapped(bundle.allowance)) return refuse({ kind: "not-transferable" });
  const octetsLeft = octetsRemaining(bundle) - octetsReserved(now.account, bundleId);
  if (octets > octetsLeft) return refuse({ kind: "not-enough-left", octetsLeft });
  const sent = dataSent(bundle, { transferId, toCustomerId, octets, at });
  const got: AccountEventOf<"DataReceived"> = {
    type: "DataReceived",
    transferId,
    fromCustomerId: from.customerId,
    bundleId: newBundleId,
    plan: bundle.plan,
    order: bundle.order,
    octets,
    netCents: sent.netCents,
    expiresAt: bundle.expiresAt,
    rolledOver: bundle.rolledOver,
    entries: movement({ debit: "transfer-clearing", credit: "deferred-revenue" }, sent.netCents, to.currency),
    at,
  };
  return ok({
    sender: concluded(extended(now, [sent]), at),
    receiver: concluded(extended(unchanged(to), [got]), at),
  });
}

function dataSent(
  bundle: Bundle,
  { transferId, toCustomerId, octets, at }: { transferId: string; toCustomerId: string; octets: bigint; at: Date },
): AccountEventOf<"DataSent"> {
  const earned = earnedCents(bundle);
  const everything = octets === octetsRemaining(bundle);
  const basis = bundle.octetsGranted - bundle.octetsSent;
  const netCents = everything
    ? bundle.netCents - earned
    : smaller((bundle.netCents * octets) / basis, bundle.netCents - earned);
  const rest = { ...bundle, octetsSent: bundle.octetsSent + octets, netCents: bundle.netCents - netCents };
  // Dividing anew may move what is earned so far by a cent; it is booked, so that deferred revenue stays what the bundles say.
  const moved = everything ? 0n : earnedCents(rest) - earned;
  return {
    type: "DataSent",
    transferId,
    toCustomerId,
    bundleId: bundle.bundleId,
    octets,
    netCents,
    entries: [
      ...movement({ debit: "deferred-revenue", credit: "transfer-clearing" }, netCents, bundle.currency),
      ...recognitionEntries(moved, bundle.currency),
    ],
    at,
  };
}

/** One of the two alone must not move, also when the same transfer is asked for with another receiver. */
const isDone = (from: Account, to: Account, transferId: string): boolean =>
  from.movements.has(transferId) || to.movements.has(transferId);

/** Only to somebody who is a customer already: what goes to nobody would be lost. */
function partiesOf(
  sender: Account | undefined,
  receiver: Account | undefined,
  toCustomerId: string,
): Result<{ from: Account; to: Account }, PartyRefusal> {
  if (!sender) return refuse({ kind: "account-not-open-yet" });
  if (sender.customerId === toCustomerId) return refuse({ kind: "to-oneself" });
  if (!receiver) return refuse({ kind: "receiver-unknown" });
  if (receiver.currency !== sender.currency) return refuse({ kind: "currency-differs" });
  return ok({ from: sender, to: receiver });
}

const smaller = (a: bigint, b: bigint) => (a < b ? a : b);
