import type { Account } from "@beacom/proto/billing/v1/billing";
import { ok, refuse, type Result } from "@beacom/result";
import type { CustomersByPhone } from "#application/customers-by-phone";

export type ReceiverRefusal = {
  kind: "wallet-too-low" | "bundle-not-active" | "not-enough-left" | "nothing-shared" | "receiver-unknown";
};
/** Why an account does not have what is to be sent. */
export type CannotSend = (account: Account) => ReceiverRefusal["kind"] | undefined;

/**
 * The customer whose number it is. Whether a number is a customer's is told only to somebody who has what is to be sent or shared: asking with
 * nothing in hand tells nothing.
 */
export async function receiverOf({
  phone,
  customers,
  readAccount,
  cannotSend,
}: {
  phone: string;
  customers: Pick<CustomersByPhone, "idOf">;
  readAccount: () => Promise<Account>;
  cannotSend: CannotSend;
}): Promise<Result<string, ReceiverRefusal>> {
  const found = await customers.idOf(phone);
  if (found !== undefined) return ok(found);
  return refuse({ kind: cannotSend(await readAccount()) ?? "receiver-unknown" });
}

export const cannotSendMoney =
  (minorUnits: bigint): CannotSend =>
  ({ available }) =>
    (available?.minorUnits ?? 0n) < minorUnits ? "wallet-too-low" : undefined;

export const cannotSendData =
  (bundleId: string, octets: bigint): CannotSend =>
  ({ bundles }) => {
    const bundle = bundles.find((candidate) => candidate.bundleId === bundleId);
    if (bundle?.state !== "active") return "bundle-not-active";
    return bundle.octetsRemaining < octets ? "not-enough-left" : undefined;
  };

export const cannotShare: CannotSend = ({ bundles }) =>
  bundles.some(({ shared, state }) => shared && state === "active") ? undefined : "nothing-shared";
