import { ok, type Result, refuse } from "@beacom/result";
import { openOrAsk, type SignInStep, signInStep } from "#application/customers/sign-in-steps";
import type { AccessTokens, InTransaction, NewId, OneTimeSecrets, Records } from "#application/ports";
import type { Customer } from "#domain/customer";
import type { IdentityEvent } from "#domain/events";
import { type CodeRefusal, decideConfirmation } from "#domain/verification";

export type ConfirmCode = (request: {
  verificationId: string;
  code: string;
  device: string;
}) => Promise<Result<SignInStep, CodeRefusal>>;

/** Proves that the person holds the phone. A refusal is committed too: the attempt counts. */
export function confirmCodeWith(needs: {
  inTransaction: InTransaction;
  secrets: OneTimeSecrets;
  accessTokens: AccessTokens;
  newId: NewId;
  clock: () => Date;
}): ConfirmCode {
  const { inTransaction, secrets, accessTokens, newId, clock } = needs;
  return async ({ verificationId, code, device }) => {
    const at = clock();
    const opened = await inTransaction(async (records) => {
      const verification = await records.verifications.attempt(verificationId);
      const given = secrets.codeHash(verificationId, code.replaceAll(/\s/g, ""));
      const codeIsRight = verification !== undefined && secrets.same(verification.codeHash, given);
      const decision = decideConfirmation(verification, { codeIsRight, at, purposes: ["registration", "sign-in"] });
      if (!decision.ok) return decision;
      await records.verifications.use(verificationId, at);
      const { customer, events } = await holderOf(records, decision.value, at);
      if (!customer) return refuse({ kind: "code-expired" });
      const next = await openOrAsk(records, { secrets, newId }, { customer, device, at });
      await records.publish(events);
      return ok(next);
    });
    return opened.ok ? ok(await signInStep(accessTokens, opened.value, at)) : opened;
  };
}

/** Whoever holds the phone: the customer that this registration verifies, or the one that another registration of the same phone verified first. */
async function holderOf(
  records: Records,
  { purpose, phone, customerId }: { purpose: "registration" | "sign-in"; phone: string; customerId: string },
  at: Date,
): Promise<{ customer: Customer | undefined; events: IdentityEvent[] }> {
  if (purpose === "sign-in") {
    const holder = await records.customers.find(customerId);
    // Whoever has moved to another phone meanwhile is not let in by the one from before.
    return { customer: holder?.phone === phone ? holder : undefined, events: [] };
  }
  await records.hold({ phone });
  const first = await records.customers.verifiedWithPhone(phone);
  if (first) return { customer: first, events: [] };
  await records.customers.verify(customerId, at);
  const customer = await records.customers.find(customerId);
  if (!customer) return { customer, events: [] };
  const { name, email, language } = customer;
  return { customer, events: [{ type: "CustomerVerified", at, customerId, name, phone, email, language }] };
}
