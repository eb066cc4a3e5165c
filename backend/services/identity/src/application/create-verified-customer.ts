import { ok, type Result, refuse } from "@beacom/result";
import type { InTransaction, NewId, OneTimeSecrets, Passwords, ReadPhone } from "#application/ports";
import type { Customer } from "#domain/customer";
import { decideRegistration, type RegistrationForm, type RegistrationRefusal } from "#domain/registration";

export type CreateCustomerRefusal =
  | RegistrationRefusal
  | { kind: "idempotency-key-missing" | "idempotency-key-reused" | "phone-taken" };

export type CreateVerifiedCustomer = (
  form: Omit<RegistrationForm, "phone"> & { phone: string; idempotencyKey: string },
) => Promise<Result<Customer, CreateCustomerRefusal>>;

/** For imports and the demo: somebody else has made sure of the phone. */
export function createVerifiedCustomerWith(needs: {
  inTransaction: InTransaction;
  passwords: Passwords;
  secrets: OneTimeSecrets;
  readPhone: ReadPhone;
  newId: NewId;
  clock: () => Date;
}): CreateVerifiedCustomer {
  const { inTransaction, passwords, secrets, readPhone, newId, clock } = needs;
  return async ({ idempotencyKey, ...form }) => {
    if (idempotencyKey === "") return refuse({ kind: "idempotency-key-missing" });
    const decided = decideRegistration({ ...form, phone: readPhone(form.phone) });
    if (!decided.ok) return decided;
    const { password, ...profile } = decided.value;
    const requestHash = secrets.requestHash(profile.name, profile.phone, profile.email);
    const passwordHash = await passwords.hash(password);
    const at = clock();

    return inTransaction(async (records) => {
      await records.hold({ command: idempotencyKey });
      await records.hold({ phone: profile.phone });
      const before = await records.commands.find(idempotencyKey);
      if (before) {
        const customer = await records.customers.find(before.customerId);
        if (!customer || !secrets.same(before.requestHash, requestHash))
          return refuse({ kind: "idempotency-key-reused" });
        return ok(customer);
      }
      if (await records.customers.verifiedWithPhone(profile.phone)) return refuse({ kind: "phone-taken" });
      const customerId = newId.customer();
      const customer = { customerId, ...profile, registeredAt: at, verifiedAt: at };
      await records.customers.add({ ...customer, verifiedAt: undefined, passwordHash });
      await records.customers.verify(customerId, at);
      await records.commands.add({ idempotencyKey, customerId, requestHash });
      await records.publish([
        { type: "CustomerRegistered", at, customerId, ...profile },
        { type: "CustomerVerified", at, customerId, ...profile },
      ]);
      return ok(customer);
    });
  };
}
