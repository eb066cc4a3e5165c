import type { Sql } from "@beacom/postgres";

/** As long as the events about them: enough to look into any dispute over a payment, and no longer, for they hold personal data. */
export const keptDays = 90;
const atOnce = 1_000;

/** Forgets callbacks that were kept for their time, in small transactions. One that comes again after that is kept as a new one. */
export async function forgetOldCallbacks(sql: Sql, at: Date): Promise<number> {
  const before = new Date(at.getTime() - keptDays * 86_400_000);
  for (let total = 0; ; ) {
    const { count } = await sql`
      delete from callbacks where callback_id in (
        select callback_id from callbacks where received_at < ${before} limit ${atOnce})`;
    total += count;
    if (count < atOnce) return total;
  }
}
