import { publish } from "@beacom/outbox";
import type { Sql, Tx } from "@beacom/postgres";
import { type IntentRow, intentOf, purposeColumns, stateColumns } from "#adapters/intent-rows";
import { eventMessage } from "#adapters/payment-message";
import type { Due, Intents } from "#application/intents";
import { type Intent, isSettled } from "#domain/intent";
import { decide } from "#domain/observe";

export const intentsIn = (sql: Sql): Intents => ({
  async begin(intent, idempotencyKey) {
    return sql.begin(async (tx) => {
      const inserted = await tx`
        insert into intents ${tx(rowOf(intent, idempotencyKey))}
        on conflict (customer_id, idempotency_key) do nothing returning payment_id`;
      if (inserted.length === 0) {
        const [row] = await selected(
          tx,
          tx`customer_id = ${intent.customerId} and idempotency_key = ${idempotencyKey}`,
        );
        return { intent: intentOf(row!), fresh: false };
      }
      await tx`insert into attempts ${tx({ reference: intent.references[0]!, payment_id: intent.paymentId, number: 1 })}`;
      return { intent, fresh: true };
    });
  },

  async find(paymentId) {
    const [row] = await selected(sql, sql`payment_id = ${paymentId}`);
    return row && intentOf(row);
  },

  async ofReference(reference) {
    const [row] = await selected(
      sql,
      sql`payment_id = (select payment_id from attempts where reference = ${reference})`,
    );
    return row && intentOf(row);
  },

  async listOf(customerId, { before, limit }) {
    // One statement without parts, which the driver takes as it is: it is asked whenever somebody opens the portal.
    const rows = await sql<IntentRow[]>`
      select intents.*, array(
        select reference from attempts where attempts.payment_id = intents.payment_id order by number) as references
      from intents where customer_id = ${customerId} and payment_id < ${before ?? afterAll}
      order by payment_id desc limit ${limit}`;
    return rows.map(intentOf);
  },

  async observe(paymentId, observation, now) {
    return sql.begin(async (tx) => {
      await tx`select from intents where payment_id = ${paymentId} for update`;
      const [row] = await selected(tx, tx`payment_id = ${paymentId}`);
      const before = intentOf(row!);
      const { intent, event, finding } = decide(before, observation, now);
      if (event) {
        await tx`update intents set ${tx(stateColumns(intent.state))} where payment_id = ${paymentId}`;
        // A callback that came in meanwhile keeps its question if there is another reference: it may be about a second charge.
        if (isSettled(intent)) {
          const mayBeSecond = before.references.length > 1;
          await tx`update intents set next_ask_at = null
            where payment_id = ${paymentId} and not (${mayBeSecond} and next_ask_at = '-infinity')`;
        }
        await publish(tx, [eventMessage(event, intent, now)]);
      }
      if (finding) {
        const row = { payment_id: paymentId, found_at: now, ...finding };
        const added = await tx`insert into findings ${tx(row)} on conflict do nothing returning kind`;
        return { intent, changed: event !== null, finding: added.length > 0 ? finding : null };
      }
      return { intent, changed: event !== null, finding };
    });
  },

  async addReference(paymentId, reference) {
    await sql`insert into attempts (reference, payment_id, number)
      select ${reference}, ${paymentId}, count(*) + 1 from attempts where payment_id = ${paymentId} on conflict do nothing`;
  },

  async takeOpeningTurn(paymentId, now, until) {
    const taken = await sql`update intents set opening_until = ${until}
      where payment_id = ${paymentId} and status = 'created' and expires_at > ${now} and (opening_until is null or opening_until < ${now})
      returning payment_id`;
    return taken.length === 0 ? undefined : this.find(paymentId);
  },
  async endOpeningTurn(paymentId) {
    await sql`update intents set opening_until = null where payment_id = ${paymentId}`;
  },

  async mayAsk(paymentId, now, notAfter) {
    const taken = await sql`update intents set last_asked_at = ${now}
      where payment_id = ${paymentId} and (last_asked_at is null or last_asked_at <= ${notAfter}) returning payment_id`;
    return taken.length > 0;
  },

  async takeDue(now, until, limit) {
    const rows = await sql<{ payment_id: string; hints: bigint }[]>`
      update intents set next_ask_at = ${until}, last_asked_at = ${now}
      where payment_id in (
        select payment_id from intents where next_ask_at <= ${now} order by next_ask_at limit ${limit} for update skip locked)
      returning payment_id, hints`;
    return rows.map((row): Due => ({ paymentId: row.payment_id, hints: row.hints }));
  },

  async askAgain({ paymentId, hints }, at) {
    await sql`update intents set next_ask_at = ${at} where payment_id = ${paymentId} and hints = ${hints}`;
  },
});

/** Behind every id: after the prefix they begin with 0 to 7. */
const afterAll = "pay_8";

const selected = (sql: Sql | Tx, condition: ReturnType<Sql>) => sql<IntentRow[]>`
  select intents.*, array(
    select reference from attempts where attempts.payment_id = intents.payment_id order by number) as references
  from intents where ${condition}`;

const rowOf = (intent: Intent, idempotencyKey: string) => ({
  payment_id: intent.paymentId,
  customer_id: intent.customerId,
  idempotency_key: idempotencyKey,
  amount_cents: intent.amount.minorUnits,
  currency: intent.amount.currency,
  ...purposeColumns(intent.purpose),
  email: intent.email,
  return_url: intent.returnUrl,
  provider: intent.provider,
  created_at: intent.createdAt,
  expires_at: intent.expiresAt,
  // The one who creates it asks at once; should that process die, the poller takes over.
  next_ask_at: new Date(intent.createdAt.getTime() + 5_000),
  ...stateColumns(intent.state),
});
