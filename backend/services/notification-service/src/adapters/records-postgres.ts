import type { FollowedEvent } from "@beacom/outbox";
import type { Tx } from "@beacom/postgres";
import type { Contact, Records } from "#application/ports";

export const recordsIn = (tx: Tx): Records => ({
  async keepMessage(message) {
    const { messageId, cause, customerId, channel, to, text, kind, createdAt } = message;
    const kept = await tx`
      insert into messages (message_id, cause, customer_id, channel, "to", text, kind, created_at)
      values (${messageId}, ${cause}, ${customerId}, ${channel}, ${to}, ${text}, ${kind}, ${createdAt})
      on conflict (cause) do nothing`;
    return kept.count === 1;
  },
  async keepContact({ customerId, phone, language }) {
    await takeTurns(tx, customerId);
    await tx`
      insert into contacts (customer_id, phone, language) values (${customerId}, ${phone}, ${language})
      on conflict (customer_id) do update set phone = excluded.phone, language = excluded.language`;
  },
  async contactOf(customerId) {
    await takeTurns(tx, customerId);
    const [row] = await tx<Contact[]>`
      select customer_id as "customerId", phone, language from contacts where customer_id = ${customerId}`;
    return row;
  },
  async forgetCustomer(customerId) {
    await takeTurns(tx, customerId);
    await tx`
      delete from messages where customer_id = ${customerId}
        or (customer_id = '' and "to" = (select phone from contacts c where c.customer_id = ${customerId}))`;
    await tx`delete from waiting_news where customer_id = ${customerId}`;
    await tx`delete from contacts where customer_id = ${customerId}`;
  },
  async keepWaiting(customerId, { position, type, at, json }) {
    await tx`
      insert into waiting_news (customer_id, position, type, at, json)
      values (${customerId}, ${position}, ${type}, ${at}, ${json}) on conflict do nothing`;
  },
  async takeWaiting(customerId) {
    const rows = await tx<Omit<FollowedEvent, "key" | "traceparent">[]>`
      with taken as (delete from waiting_news where customer_id = ${customerId} returning position, type, at, json)
      select * from taken order by position`;
    return rows.map((row) => ({ ...row, key: customerId, traceparent: "" }));
  },
});

/** Two followers meet at a customer: with turns, either the one with news sees the phone, or the one with the phone sees the news. */
async function takeTurns(tx: Tx, customerId: string): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`contact/${customerId}`}, 0))`;
}
