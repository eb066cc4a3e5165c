import { ok, type Result, refuse } from "@beacom/result";
import type { InTransaction, ReadPhone } from "#application/ports";
import type { Customer } from "#domain/customer";

export type FindCustomerByPhone = (
  phone: string,
) => Promise<Result<Customer, { kind: "phone-not-valid" | "customer-unknown" }>>;

/** Whose phone it is: proved by a code, and one customer's only. */
export function findCustomerByPhoneWith(needs: {
  inTransaction: InTransaction;
  readPhone: ReadPhone;
}): FindCustomerByPhone {
  const { inTransaction, readPhone } = needs;
  return async (text) => {
    const phone = readPhone(text);
    if (phone === undefined) return refuse({ kind: "phone-not-valid" });
    const customer = await inTransaction((records) => records.customers.verifiedWithPhone(phone));
    return customer ? ok(customer) : refuse({ kind: "customer-unknown" });
  };
}
