import type { Tx } from "@beacom/postgres";
import type { Records } from "#application/ports";
import type { Customer } from "#domain/customer";

type Row = {
  customer_id: string;
  name: string;
  phone: string;
  email: string;
  language: string;
  registered_at: Date;
  verified_at: Date | null;
};

export const customersIn = (tx: Tx): Records["customers"] => {
  const columns = tx`customer_id, name, phone, email, language, registered_at, verified_at`;
  return {
    async add(customer) {
      const { customerId, name, phone, email, language, registeredAt, passwordHash } = customer;
      await tx`
        insert into customers (customer_id, name, phone, email, password_hash, language, registered_at)
        values (${customerId}, ${name}, ${phone}, ${email}, ${passwordHash}, ${language}, ${registeredAt})`;
    },
    async find(customerId) {
      const [row] = await tx<Row[]>`select ${columns} from customers where customer_id = ${customerId}`;
      return row && customerOf(row);
    },
    async search(by, limit) {
      const chosen =
        "phone" in by
          ? tx`strpos(phone, ${by.phone}) > 0`
          : "email" in by
            ? tx`starts_with(lower(email), ${by.email})`
            : tx`(select bool_and(strpos(' ' || lower(name), ' ' || word) > 0) from unnest(${by.name.split(" ")}::text[]) as words (word))`;
      const rows = await tx<Row[]>`
        select ${columns} from customers where ${chosen}
        order by (verified_at is null), customer_id desc limit ${limit}`;
      return rows.map(customerOf);
    },
    async verifiedWithPhone(phone) {
      const [row] = await tx<Row[]>`
        select ${columns} from customers where phone = ${phone} and verified_at is not null`;
      return row && customerOf(row);
    },
    async signingInAs(identifier) {
      const chosen =
        "phone" in identifier
          ? tx`phone = ${identifier.phone} and verified_at is not null`
          : tx`email = ${identifier.email} and email_signs_in`;
      const [row] = await tx<(Row & { password_hash: string })[]>`
        select ${columns}, password_hash from customers where ${chosen}`;
      return row && { ...customerOf(row), passwordHash: row.password_hash };
    },
    async verify(customerId, at) {
      // Two customers who name the same address at the same moment: one after the other.
      await tx`
        select pg_advisory_xact_lock(hashtextextended('email ' || email, 0)) from customers
        where customer_id = ${customerId}`;
      await tx`
        update customers set verified_at = ${at}, email_signs_in = not exists (
          select from customers other where other.email = customers.email and other.email_signs_in)
        where customer_id = ${customerId} and verified_at is null`;
    },
    async replacePasswordHash(customerId, passwordHash) {
      await tx`update customers set password_hash = ${passwordHash} where customer_id = ${customerId}`;
    },
    async movePhone(customerId, phone) {
      await tx`update customers set phone = ${phone} where customer_id = ${customerId}`;
    },
  };
};

const customerOf = (row: Row): Customer => ({
  customerId: row.customer_id,
  name: row.name,
  phone: row.phone,
  email: row.email,
  language: row.language,
  registeredAt: row.registered_at,
  verifiedAt: row.verified_at ?? undefined,
});
