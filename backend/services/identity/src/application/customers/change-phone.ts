import { ok, type Result, refuse } from "@beacom/result";
import { issueCode } from "#application/issue-code";
import type { CodeSent, InTransaction, NewId, OneTimeSecrets, ReadPhone } from "#application/ports";
import { securityChanged } from "#application/tell-owner";
import type { Customer } from "#domain/customer";
import { type CodeRefusal, decideConfirmation } from "#domain/verification";

type Needs = {
  inTransaction: InTransaction;
  secrets: OneTimeSecrets;
  readPhone: ReadPhone;
  newId: NewId;
  clock: () => Date;
};

export type BeginPhoneChange = (request: {
  customerId: string;
  phone: string;
}) => Promise<Result<CodeSent, { kind: "phone-not-valid" | "too-many-codes" | "customer-unknown" }>>;

/** For a phone that somebody else has the answer is the same, and no code is sent. */
export function beginPhoneChangeWith({ inTransaction, secrets, readPhone, newId, clock }: Needs): BeginPhoneChange {
  return async ({ customerId, phone: text }) => {
    const phone = readPhone(text);
    if (phone === undefined) return refuse({ kind: "phone-not-valid" });
    return inTransaction(async (records) => {
      const customer = await records.customers.find(customerId);
      if (!customer) return refuse({ kind: "customer-unknown" });
      await records.hold({ phone });
      const isTaken = (await records.customers.verifiedWithPhone(phone)) !== undefined;
      const request = {
        purpose: "phone-change",
        phone,
        customer: isTaken ? undefined : customer,
        at: clock(),
      } as const;
      const issued = await issueCode(records, { secrets, newId }, request);
      if (!issued.ok) return issued;
      const { events, ...sent } = issued.value;
      await records.publish(events);
      return ok(sent);
    });
  };
}

export type ConfirmPhoneChange = (request: {
  customerId: string;
  verificationId: string;
  code: string;
}) => Promise<Result<Customer, CodeRefusal>>;

/** Proves that the customer holds the new phone. A refusal is committed too: the attempt counts. */
export function confirmPhoneChangeWith({ inTransaction, secrets, clock }: Needs): ConfirmPhoneChange {
  return async ({ customerId, verificationId, code }) => {
    const at = clock();
    return inTransaction(async (records) => {
      const verification = await records.verifications.attempt(verificationId);
      const given = secrets.codeHash(verificationId, code.replaceAll(/\s/g, ""));
      const codeIsRight = verification !== undefined && secrets.same(verification.codeHash, given);
      const decision = decideConfirmation(verification, { codeIsRight, at, purposes: ["phone-change"] });
      if (!decision.ok) return decision;
      if (decision.value.customerId !== customerId) return refuse({ kind: "code-wrong" });
      const { phone } = decision.value;
      await records.verifications.use(verificationId, at);
      await records.hold({ phone });
      const customer = await records.customers.find(customerId);
      // Somebody else may have come to this phone while the code was on its way.
      if (!customer || (await records.customers.verifiedWithPhone(phone))) return refuse({ kind: "code-expired" });
      await records.customers.movePhone(customerId, phone);
      const { language } = customer;
      await records.publish([
        securityChanged(customer, "phone-changed", at),
        { type: "CustomerPhoneChanged", at, customerId, phone, language },
      ]);
      return ok({ ...customer, phone });
    });
  };
}
