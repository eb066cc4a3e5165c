import { randomUUID } from "node:crypto";
import type { Sql, Tx } from "@beacom/postgres";
import { ok, refuse } from "@beacom/result";
import type { GuessGuard, HeldBack } from "#application/vouchers/guess-guard";
import { allowedAgainAt, type GuessLimits, type GuessSubject, subjectsOf } from "#domain/vouchers/guess-limits";

type Subject = { readonly kind: GuessSubject; readonly name: string };

const keptMs = 24 * 3_600_000;

/** Failures are rows: every process sees them, and a restart forgets none. */
export const guessGuardIn = (sql: Sql, limits: GuessLimits): GuessGuard => ({
  begin: (guesser, at) =>
    sql.begin(async (tx) => {
      const subjects = subjectsOf(guesser);
      await takeTurns(tx, subjects);
      const held = await heldBack(tx, limits, subjects, at);
      if (held) return refuse(held);
      const tryId = randomUUID();
      await tx`
        insert into redemption_failures (try_id, subject, at)
        select ${tryId}, subject, ${at} from unnest(${subjects.map(({ name }) => name)}::text[]) as subject`;
      return ok({ tryId });
    }),
  async succeeded(tryId) {
    await sql`delete from redemption_failures where try_id = ${tryId}`;
  },
  async forgetOld(at) {
    await sql`delete from redemption_failures where at < ${new Date(at.getTime() - keptMs)}`;
  },
});

/**
 * Tries of one caller look and count one after the other, or many at once would all find that nothing had failed yet. Everybody
 * together does not wait: there it does not matter whether a few more get through.
 */
async function takeTurns(tx: Tx, subjects: readonly Subject[]): Promise<void> {
  const names = subjects.filter(({ kind }) => kind !== "overall").map(({ name }) => name);
  await tx`
    select pg_advisory_xact_lock(hashtext('redemption_failures'), turn)
    from (select distinct hashtext(name) as turn from unnest(${names}::text[]) as name order by 1) as turns`;
}

async function heldBack(
  tx: Tx,
  limits: GuessLimits,
  subjects: readonly Subject[],
  at: Date,
): Promise<HeldBack | undefined> {
  const rows = await tx<{ name: string; last: Date | null; count: number }[]>`
    select wanted.name, newest.last, (
      select count(*)::integer from redemption_failures
      where subject = wanted.name and at > newest.last - wanted.seconds * interval '1 second') as count
    from unnest(${subjects.map(({ name }) => name)}::text[],
      ${subjects.map(({ kind }) => limits[kind].windowSeconds)}::integer[]) as wanted (name, seconds)
    cross join lateral (select max(at) as last from redemption_failures where subject = wanted.name) as newest`;
  let longest: HeldBack | undefined;
  for (const { kind, name } of subjects) {
    const row = rows.find((candidate) => candidate.name === name);
    const retryAt = row ? allowedAgainAt(limits[kind], row, at) : null;
    if (retryAt && (!longest || retryAt > longest.retryAt))
      longest = { kind: "try-again-later", retryAt, because: kind };
  }
  return longest;
}
