import { ok, type Result, refuse } from "@beacom/result";
import { enrolAuthenticator, offerAuthenticator, type TotpOffer } from "#application/enrol-authenticator";
import type { InTransaction, OneTimeSecrets, Records } from "#application/ports";
import { newRecoveryCodes } from "#application/prove-second-factor";
import type { TimeCodes } from "#application/staff-ports";
import { securityChanged } from "#application/tell-owner";
import type { SecurityChange } from "#domain/events";
import { recoveryCodesAtOnce } from "#domain/second-factor";

type Needs = { inTransaction: InTransaction; secrets: OneTimeSecrets; timeCodes: TimeCodes; clock: () => Date };

export type Security = { authenticator: boolean; recoveryCodesLeft: number; passkeys: number };
export type GetSecurity = (customerId: string) => Promise<Security>;
export const getSecurityWith =
  ({ inTransaction }: Needs): GetSecurity =>
  (customerId) =>
    inTransaction(async ({ secondFactors, passkeys }) => ({
      authenticator: (await secondFactors.authenticator(customerId)) !== undefined,
      recoveryCodesLeft: await secondFactors.recoveryCodesLeft(customerId),
      passkeys: (await passkeys.of(customerId)).length,
    }));

export type BeginCustomerTotp = (customerId: string) => Promise<Result<TotpOffer, { kind: "customer-unknown" }>>;
export const beginCustomerTotpWith =
  ({ inTransaction, timeCodes, clock }: Needs): BeginCustomerTotp =>
  (customerId) =>
    inTransaction(async (records) => {
      await records.hold({ person: customerId });
      const customer = await records.customers.find(customerId);
      if (!customer) return refuse({ kind: "customer-unknown" });
      const offered = { personId: customerId, account: customer.phone, at: clock() };
      return ok(await offerAuthenticator(records, timeCodes, offered));
    });

export type ConfirmCustomerTotp = (request: {
  customerId: string;
  code: string;
}) => Promise<Result<string[], { kind: "totp-not-offered" | "second-factor-wrong" }>>;
export const confirmCustomerTotpWith =
  ({ inTransaction, clock, ...needs }: Needs): ConfirmCustomerTotp =>
  ({ customerId, code }) =>
    inTransaction(async (records) => {
      await records.hold({ person: customerId });
      const at = clock();
      const enrolled = await enrolAuthenticator(records, needs, { personId: customerId, code, at });
      if (enrolled.ok) await tell(records, customerId, "app-codes-on", at);
      return enrolled;
    });

type Missing = { kind: "second-factor-missing" };

/** From now on the password alone signs in. Passkeys stay. */
export type TurnOffTotp = (customerId: string) => Promise<Result<true, Missing>>;
export const turnOffTotpWith =
  ({ inTransaction, clock }: Needs): TurnOffTotp =>
  (customerId) =>
    inTransaction(async (records) => {
      await records.hold({ person: customerId });
      if (!(await records.secondFactors.authenticator(customerId))) return refuse({ kind: "second-factor-missing" });
      await records.secondFactors.removeAuthenticator(customerId);
      await tell(records, customerId, "app-codes-off", clock());
      return ok(true);
    });

export type RenewCustomerRecoveryCodes = (customerId: string) => Promise<Result<string[], Missing>>;
export const renewCustomerRecoveryCodesWith =
  ({ inTransaction, secrets, clock }: Needs): RenewCustomerRecoveryCodes =>
  (customerId) =>
    inTransaction(async (records) => {
      await records.hold({ person: customerId });
      if (!(await records.secondFactors.authenticator(customerId))) return refuse({ kind: "second-factor-missing" });
      const wanted = { personId: customerId, howMany: recoveryCodesAtOnce, at: clock() };
      return ok(await newRecoveryCodes(records, secrets, wanted));
    });

async function tell(records: Records, customerId: string, change: SecurityChange, at: Date): Promise<void> {
  const customer = await records.customers.find(customerId);
  if (customer) await records.publish([securityChanged(customer, change, at)]);
}
