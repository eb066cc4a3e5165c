import { ok, type Result, refuse } from "@beacom/result";
import { issueCode } from "#application/issue-code";
import type { CodeSent, InTransaction, NewId, OneTimeSecrets, Passwords, ReadPhone } from "#application/ports";
import { decideRegistration, type RegistrationForm, type RegistrationRefusal } from "#domain/registration";

export type RegisterRefusal =
  | RegistrationRefusal
  | { kind: "idempotency-key-missing" | "idempotency-key-reused" | "too-many-codes" };

export type Register = (
  form: Omit<RegistrationForm, "phone"> & { phone: string; idempotencyKey: string },
) => Promise<Result<CodeSent, RegisterRefusal>>;

/**
 * Nobody learns from the answer, or from the time it takes, who is a customer already. Whoever registers with the phone of a customer is sent a code
 * that signs in to that customer's account: only the holder of the phone can use it, and the password just given is thrown away.
 */
export function registerWith(needs: {
  inTransaction: InTransaction;
  passwords: Passwords;
  secrets: OneTimeSecrets;
  readPhone: ReadPhone;
  newId: NewId;
  clock: () => Date;
}): Register {
  const { inTransaction, passwords, secrets, readPhone, newId, clock } = needs;
  return async ({ idempotencyKey, ...form }) => {
    if (idempotencyKey === "") return refuse({ kind: "idempotency-key-missing" });
    const decided = decideRegistration({ ...form, phone: readPhone(form.phone) });
    if (!decided.ok) return decided;
    const { password, ...profile } = decided.value;
    const passwordHash = await passwords.hash(password);
    const requestHash = secrets.requestHash(profile.name, profile.phone, profile.email);
    const at = clock();

    return inTransaction(async (records) => {
      await records.hold({ command: idempotencyKey });
      await records.hold({ phone: profile.phone });
      const before = await records.verifications.ofCommand(idempotencyKey);
      if (before) {
        return secrets.same(before.requestHash, requestHash)
          ? ok(before.sent)
          : refuse({ kind: "idempotency-key-reused" });
      }
      const known = await records.customers.verifiedWithPhone(profile.phone);
      const customer = { customerId: newId.customer(), ...profile, registeredAt: at, verifiedAt: undefined };
      if (!known) await records.customers.add({ ...customer, passwordHash });
      const issued = await issueCode(
        records,
        { secrets, newId },
        {
          purpose: known ? "sign-in" : "registration",
          phone: profile.phone,
          customer: known ?? customer,
          at,
          command: { idempotencyKey, requestHash },
        },
      );
      // The customer just added must not stay without a code.
      if (!issued.ok) throw new TooManyCodes();
      const { events, ...sent } = issued.value;
      const { customerId, name, phone, email, language } = customer;
      const registered = { type: "CustomerRegistered", at, customerId, name, phone, email, language } as const;
      await records.publish(known ? events : [registered, ...events]);
      return ok(sent);
    }).catch((error: unknown) => {
      if (error instanceof TooManyCodes) return refuse({ kind: "too-many-codes" });
      throw error;
    });
  };
}

class TooManyCodes extends Error {}
