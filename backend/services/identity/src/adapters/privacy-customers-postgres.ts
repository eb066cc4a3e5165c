import type { Tx } from "@beacom/postgres";
import type { PrivacyCustomers } from "#application/privacy/ports";

export const privacyCustomersIn = (tx: Tx): PrivacyCustomers => {
  const find: PrivacyCustomers["find"] = async (customerId) => {
    const [row] = await tx<{ erased: boolean }[]>`
      select erased_at is not null as erased from customers where customer_id = ${customerId}`;
    return row && { erased: row.erased };
  };
  return {
    find,
    async hold(customerId) {
      await tx`select pg_advisory_xact_lock(hashtextextended(${`privacy ${customerId}`}, 0))`;
      return find(customerId);
    },
  };
};
