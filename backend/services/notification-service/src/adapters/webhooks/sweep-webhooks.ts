import type { Sql } from "@beacom/postgres";

const keptDays = 30;

/** Forgets messages after thirty days, with their deliveries and attempts, in small transactions; and secrets that sign no more. */
export async function sweepWebhooks(sql: Sql, at: Date, batch = 2_000): Promise<{ forgotten: number }> {
  const before = new Date(at.getTime() - keptDays * 86_400_000);
  await sql`
    update webhook_endpoints set sealed_previous_secret = null, previous_secret_until = null
    where previous_secret_until <= ${at}`;
  // What was kept at the very moment when its endpoint was disabled.
  await sql`
    update webhook_deliveries d set state = 'missed', next_attempt_at = null from webhook_endpoints e
    where d.endpoint_id = e.endpoint_id and d.state = 'pending' and e.disabled_at is not null`;
  let forgotten = 0;
  for (;;) {
    const { count } = await sql`
      delete from webhook_messages where message_id in (
        select message_id from webhook_messages where created_at < ${before} order by created_at limit ${batch})`;
    forgotten += count;
    if (count < batch) return { forgotten };
  }
}
