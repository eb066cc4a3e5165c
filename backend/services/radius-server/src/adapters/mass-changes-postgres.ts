import type { Sql } from "@beacom/postgres";
import { type SessionRow, sessionOf } from "#adapters/session-row";
import type { Chosen, MassChange, MassChangeStore } from "#application/mass-change";

type Row = {
  mass_change_id: string;
  action: MassChange["action"];
  note: string;
  started_at: Date;
  finished_at: Date | null;
  cancelled_at: Date | null;
  sessions: number;
  started_by: string;
};

export function massChangesIn({ sql }: { sql: Sql }): MassChangeStore {
  const matching = ({ nasName, profile, level, customerIds }: Chosen) => sql`s.ended_at is null
    ${nasName === undefined ? sql`` : sql`and s.nas_id = (select nas_id from nas where name = ${nasName})`}
    ${profile === undefined ? sql`` : sql`and s.customer_id in (select customer_id from credentials where coalesce(profile, 'default') = ${profile})`}
    ${level === undefined ? sql`` : sql`and s.customer_id in (select customer_id from service_states where level = ${level})`}
    ${customerIds.length === 0 ? sql`` : sql`and s.customer_id = any(${[...customerIds]})`}`;
  return {
    async count(chosen) {
      const rows = await sql<(SessionRow & { sessions: bigint; silent: boolean })[]>`
        select distinct on (s.nas_id) s.*, count(*) over (partition by s.nas_id) as sessions,
          coalesce((select d.outcome = 'no-answer' from dynamic_authorizations d where d.nas_id = s.nas_id and d.done_at is not null
            and d.done_at > now() - interval '1 day' and d.attempts > 0 order by d.id desc limit 1), false) as silent
        from sessions s where ${matching(chosen)} order by s.nas_id, s.session_id desc`;
      return rows.map((row) => ({
        nasId: row.nas_id,
        sessions: Number(row.sessions),
        example: sessionOf(row),
        silent: row.silent,
      }));
    },
    start({ massChangeId, action, note, chosen, startedBy, at }) {
      return sql.begin(async (tx) => {
        await tx`insert into mass_changes (mass_change_id, action, note, chosen, started_by, started_at, sessions)
          values (${massChangeId}, ${action}, ${note}, ${tx.json(chosen)},
            ${startedBy}, ${at}, 0)`;
        await tx`update dynamic_authorizations d set outcome = 'superseded', done_at = ${at}
          from sessions s where s.session_id = d.session_id and d.outcome is null and ${matching(chosen)}`;
        const wanted = await tx`
          insert into dynamic_authorizations (session_id, customer_id, nas_id, kind, reason, service_version, requested_at, mass_change_id)
          select s.session_id, coalesce(s.customer_id, ''), s.nas_id, ${action === "disconnect" ? "disconnect" : "coa"}, 'mass-change',
            coalesce(v.version, 0), ${at}, ${massChangeId}
          from sessions s left join service_states v using (customer_id) where ${matching(chosen)} order by s.session_id
          on conflict (session_id) where outcome is null do nothing`;
        await tx`update mass_changes set sessions = ${wanted.count}, finished_at = ${wanted.count === 0 ? at : null}
          where mass_change_id = ${massChangeId}`;
        return wanted.count;
      });
    },
    async read(massChangeId) {
      const [row] = await sql<Row[]>`select * from mass_changes where mass_change_id = ${massChangeId}`;
      if (!row) return undefined;
      // The last step of each session is what came of it.
      const outcomes = await sql<{ outcome: string | null; count: bigint; last: Date | null }[]>`
        select outcome, count(*) as count, max(done_at) as last from (
          select distinct on (session_id) session_id, outcome, done_at from dynamic_authorizations
          where mass_change_id = ${massChangeId} order by session_id, id desc) l group by outcome`;
      const countOf = (...names: (string | null)[]): number =>
        outcomes.filter(({ outcome }) => names.includes(outcome)).reduce((sum, { count }) => sum + Number(count), 0);
      const waiting = countOf(null);
      const lastDone = outcomes.map(({ last }) => last?.getTime() ?? 0);
      return {
        massChangeId: row.mass_change_id,
        action: row.action,
        note: row.note,
        startedAt: row.started_at,
        finishedAt:
          row.finished_at ?? (waiting === 0 && row.sessions > 0 ? new Date(Math.max(...lastDone)) : undefined),
        sessions: row.sessions,
        done: row.sessions - waiting,
        acknowledged: countOf("acknowledged"),
        refused: countOf("refused"),
        noAnswer: countOf("no-answer"),
        overtaken: countOf("superseded", "session-ended", "cancelled"),
        cancelled: row.cancelled_at !== null,
        startedBy: row.started_by,
      };
    },
    async ids(limit) {
      const rows = await sql<{ mass_change_id: string }[]>`
        select mass_change_id from mass_changes order by mass_change_id desc limit ${limit}`;
      return rows.map((row) => row.mass_change_id);
    },
    cancel(massChangeId, at) {
      return sql.begin(async (tx) => {
        const cancelled =
          await tx`update mass_changes set cancelled_at = ${at} where mass_change_id = ${massChangeId} and cancelled_at is null`;
        if (cancelled.count === 0) return false;
        // What is under way is finished; what nobody works on is not begun.
        await tx`update dynamic_authorizations set outcome = 'cancelled', done_at = ${at}
          where mass_change_id = ${massChangeId} and outcome is null and (lease_until is null or lease_until < now())`;
        return true;
      });
    },
  };
}
