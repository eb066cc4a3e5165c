import type { Sql } from "@beacom/postgres";

const dayMs = 86_400_000;

/** Forgets codes that have long expired, messages after ninety days, and news for people who never became customers. */
export async function sweep(sql: Sql, at: Date): Promise<{ forgotten: number }> {
  const before = (days: number) => new Date(at.getTime() - days * dayMs);
  const codes = await sql`
    update messages set text = '' where kind = 'phone-code' and text <> '' and created_at < ${before(1)}`;
  // Nothing is sent twice by that: news as old as these are not sent any more.
  const messages = await sql`delete from messages where created_at < ${before(90)}`;
  const news = await sql`delete from waiting_news where at < ${before(7)}`;
  return { forgotten: codes.count + messages.count + news.count };
}
