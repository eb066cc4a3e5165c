import { ok, type Result, refuse } from "@beacom/result";
import type { InTransaction } from "#application/ports";
import type { Customer } from "#domain/customer";

export type GetCustomer = (customerId: string) => Promise<Result<Customer, { kind: "customer-unknown" }>>;

export function getCustomerWith({ inTransaction }: { inTransaction: InTransaction }): GetCustomer {
  return async (customerId) => {
    const customer = await inTransaction((records) => records.customers.find(customerId));
    return customer ? ok(customer) : refuse({ kind: "customer-unknown" });
  };
}
