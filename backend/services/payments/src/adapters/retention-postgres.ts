import type { Sql } from "@beacom/postgres";

const dayMs = 86_400_000;
/** How many days each is kept. Intents and their references are records of account and stay. */
export const keptDays = {
  /** A provider repeats a callback for days; disputes look back for months. */
  notices: 400,
  /** Records of account (Tax Administration Act, section 29: five years). */
  findings: 5 * 366,
  /** Only needed to open a payment; personal data goes when its purpose does. */
  emails: 90,
};
const atOnce = 5_000;

/** Forgets what has been kept for its time, in small transactions. */
export async function forgetOld(sql: Sql, at: Date): Promise<{ notices: number; findings: number; emails: number }> {
  const before = (days: number) => new Date(at.getTime() - days * dayMs);
  return {
    notices: await untilNone(
      () => sql`
        delete from notices where ctid = any(array(
          select ctid from notices where received_at < ${before(keptDays.notices)} limit ${atOnce}))`,
    ),
    findings: (await sql`delete from findings where found_at < ${before(keptDays.findings)}`).count,
    emails: await untilNone(
      () => sql`
        update intents set email = '' where payment_id in (
          select payment_id from intents where email <> '' and created_at < ${before(keptDays.emails)}
            and status <> 'created' limit ${atOnce})`,
    ),
  };
}

async function untilNone(forgetSome: () => PromiseLike<{ count: number }>): Promise<number> {
  for (let total = 0; ; ) {
    const { count } = await forgetSome();
    total += count;
    if (count < atOnce) return total;
  }
}
