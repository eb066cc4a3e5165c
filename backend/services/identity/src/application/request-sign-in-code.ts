import { ok, type Result, refuse } from "@beacom/result";
import { issueCode } from "#application/issue-code";
import type { CodeSent, InTransaction, NewId, OneTimeSecrets, ReadPhone } from "#application/ports";

export type SignInCodeRefusal = { kind: "phone-not-valid" | "too-many-codes" };
export type RequestSignInCode = (request: { phone: string }) => Promise<Result<CodeSent, SignInCodeRefusal>>;

/** The same answer for a phone that nobody has, and the same limits. */
export function requestSignInCodeWith(needs: {
  inTransaction: InTransaction;
  secrets: OneTimeSecrets;
  readPhone: ReadPhone;
  newId: NewId;
  clock: () => Date;
}): RequestSignInCode {
  const { inTransaction, secrets, readPhone, newId, clock } = needs;
  return async (request) => {
    const phone = readPhone(request.phone);
    if (phone === undefined) return refuse({ kind: "phone-not-valid" });
    const at = clock();
    return inTransaction(async (records) => {
      const customer = await records.customers.verifiedWithPhone(phone);
      const issued = await issueCode(records, { secrets, newId }, { purpose: "sign-in", phone, customer, at });
      if (!issued.ok) return issued;
      const { events, ...sent } = issued.value;
      await records.publish(events);
      return ok(sent);
    });
  };
}
