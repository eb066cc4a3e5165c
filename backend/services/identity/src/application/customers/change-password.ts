import { ok, type Result, refuse } from "@beacom/result";
import { endOthers } from "#application/devices";
import type { InTransaction, Passwords } from "#application/ports";
import { securityChanged } from "#application/tell-owner";
import { customerPerson } from "#domain/person";
import { checkPassword } from "#domain/registration";

export type ChangePasswordRefusal = { kind: "password-too-short" | "password-too-common" | "customer-unknown" };
export type ChangePassword = (request: {
  customerId: string;
  sessionId: string;
  password: string;
}) => Promise<Result<true, ChangePasswordRefusal>>;

/** Whoever changes it may suspect that somebody else knew it: all other devices are signed out. */
export function changePasswordWith(needs: {
  inTransaction: InTransaction;
  passwords: Passwords;
  clock: () => Date;
}): ChangePassword {
  const { inTransaction, passwords, clock } = needs;
  return async ({ customerId, sessionId, password: text }) => {
    const password = checkPassword(text);
    if (!password.ok) return password;
    const passwordHash = await passwords.hash(password.value);
    return inTransaction(async (records) => {
      const at = clock();
      const customer = await records.customers.find(customerId);
      if (!customer) return refuse({ kind: "customer-unknown" });
      await records.customers.replacePasswordHash(customerId, passwordHash);
      await records.attempts.forget({ phone: customer.phone });
      const person = customerPerson(customerId);
      const ended = await endOthers(records, { person, sessionId, because: "password-changed", at });
      await records.publish([...ended, securityChanged(customer, "password-changed", at)]);
      return ok(true);
    });
  };
}
