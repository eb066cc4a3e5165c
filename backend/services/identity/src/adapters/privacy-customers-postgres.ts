import type { Tx } from "@beacom/postgres";
import { CustomerRegisteredSchema, CustomerVerifiedSchema } from "@beacom/proto/identity/v1/identity";
import { CustomerPhoneChangedSchema, CustomerSecurityChangedSchema } from "@beacom/proto/identity/v1/security";
import type { InErasureTransaction, PrivacyCustomers } from "#application/privacy/ports";

type Erasing = Parameters<Parameters<InErasureTransaction>[0]>[0]["customers"];

/** News that say who somebody is; followers have heard them long ago. */
const tellingNews = [
  CustomerRegisteredSchema,
  CustomerVerifiedSchema,
  CustomerPhoneChangedSchema,
  CustomerSecurityChangedSchema,
];

export const privacyCustomersIn = (tx: Tx): Erasing => {
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
    async erase(customerId, at) {
      await tx`
        delete from verifications v where customer_id = ${customerId}
          or phone = (select phone from customers c where c.customer_id = ${customerId})`;
      await tx`delete from token_families where customer_id = ${customerId}`;
      for (const table of ["authenticators", "recovery_codes", "sign_in_challenges", "passkeys", "passkey_challenges"])
        await tx`delete from ${tx(table)} where person_id = ${customerId}`;
      await tx`delete from consent_words where customer_id = ${customerId}`;
      await tx`delete from personal_data_exports where customer_id = ${customerId}`;
      await tx`
        delete from outbox where key = ${customerId} and type = any(${tellingNews.map(({ typeName }) => typeName)})`;
      // The phone is free for whoever has the number next; the row is what the records of the law point to.
      await tx`
        update customers set name = '', phone = 'erased ' || customer_id, email = '', email_signs_in = false,
          password_hash = '', erased_at = ${at}
        where customer_id = ${customerId}`;
    },
  };
};
