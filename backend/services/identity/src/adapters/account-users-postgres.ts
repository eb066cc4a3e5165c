import type { Tx } from "@beacom/postgres";
import type { AccountUserRecords } from "#application/accounts/ports";
import type { AccountUser, Company, Level } from "#domain/account-user";

type Row = {
  user_id: string;
  customer_id: string;
  name: string;
  phone: string;
  person_id: string | null;
  level: Level;
  added_at: Date;
  last_entered_at: Date | null;
};
type CompanyRow = { name: string; registration_number: string; vat_number: string };

export const accountUsersIn = (tx: Tx): AccountUserRecords => ({
  async company(customerId) {
    const [row] = await tx<CompanyRow[]>`
      select name, registration_number, vat_number from companies where customer_id = ${customerId}`;
    return row && companyOf(row);
  },
  async setCompany(customerId, company, at) {
    if (!company) {
      await tx`delete from companies where customer_id = ${customerId}`;
      return;
    }
    const { name, registrationNumber, vatNumber } = company;
    await tx`
      insert into companies (customer_id, name, registration_number, vat_number, changed_at)
      values (${customerId}, ${name}, ${registrationNumber}, ${vatNumber}, ${at})
      on conflict (customer_id) do update set name = excluded.name,
        registration_number = excluded.registration_number, vat_number = excluded.vat_number, changed_at = excluded.changed_at`;
  },
  async of(customerId) {
    const rows = await tx<
      Row[]
    >`select * from account_users where customer_id = ${customerId} order by added_at, user_id`;
    return rows.map(userOf);
  },
  async add({ userId, customerId, name, phone, level, addedAt }) {
    await tx`
      insert into account_users (user_id, customer_id, name, phone, level, added_at)
      values (${userId}, ${customerId}, ${name}, ${phone}, ${level}, ${addedAt})`;
  },
  async changeLevel(userId, level) {
    await tx`update account_users set level = ${level} where user_id = ${userId}`;
  },
  async remove(userId) {
    await tx`delete from account_users where user_id = ${userId}`;
  },
  async openTo({ customerId, phone }) {
    const rows = await tx<(Row & { holder: string; company: string | null })[]>`
      select u.*, c.name as holder, k.name as company
      from account_users u join customers c using (customer_id) left join companies k using (customer_id)
      where u.person_id = ${customerId} or (u.person_id is null and u.phone = ${phone})
      order by coalesce(k.name, c.name), u.user_id`;
    return rows.map((row) => ({ user: userOf(row), name: row.company ?? row.holder }));
  },
  async entered(userId, personId, at) {
    await tx`update account_users set person_id = ${personId}, last_entered_at = ${at} where user_id = ${userId}`;
  },
});

const userOf = (row: Row): AccountUser => ({
  userId: row.user_id,
  customerId: row.customer_id,
  name: row.name,
  phone: row.phone,
  personId: row.person_id ?? undefined,
  level: row.level,
  addedAt: row.added_at,
  lastEnteredAt: row.last_entered_at ?? undefined,
});

const companyOf = (row: CompanyRow): Company => ({
  name: row.name,
  registrationNumber: row.registration_number,
  vatNumber: row.vat_number,
});
