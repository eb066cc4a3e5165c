import type { Sql } from "@beacom/postgres";
import type { HoursStore } from "#application/follow-hours";

/** One that could not be ended is asked again after so long. */
const againAfter = "5 minutes";

export const hoursIn = ({ sql }: { sql: Sql }): HoursStore => ({
  follow: (at, changed, { valid }) =>
    sql.begin(async (tx) => {
      const [turn] = await tx<{ mine: boolean }[]>`
        select pg_try_advisory_xact_lock(hashtext('radius hours')) as mine`;
      if (!turn!.mine) return 0;
      const [followed] = await tx<{ until: Date }[]>`select until from followed_hours`;
      await tx`insert into followed_hours (until) values (${at})
        on conflict (only_row) do update set until = greatest(followed_hours.until, excluded.until)`;
      const profiles = followed ? changed(followed.until) : [];
      const wanted = (reason: string) => tx`
        insert into dynamic_authorizations (session_id, customer_id, nas_id, kind, reason, service_version, requested_at)
        select s.session_id, s.customer_id, s.nas_id, 'coa', ${reason}, coalesce(v.version, 0), ${at}
        from credentials c join sessions s using (customer_id) left join service_states v using (customer_id)
        where s.ended_at is null`;
      let count = 0;
      if (profiles.length > 0) {
        const inserted = await tx`${wanted("hours")} and coalesce(c.profile, 'default') = any(${[...profiles]})
          on conflict (session_id) where outcome is null do nothing`;
        count += inserted.count;
      }
      const expired = await tx`${wanted("expiry")}
        and ((c.personal ? 'expiresAtMs' and (c.personal->>'expiresAtMs')::bigint <= ${at.getTime()})
          or exists (select 1 from unnest(${valid.map(({ profile }) => profile)}::text[], ${valid.map(({ seconds }) => `${seconds}`)}::text[]::bigint[])
            as p(profile, seconds) where p.profile = coalesce(c.profile, 'default')
            and c.first_login_at <= ${at}::timestamptz - make_interval(secs => p.seconds)))
        and not exists (select 1 from dynamic_authorizations d where d.session_id = s.session_id and d.reason = 'expiry'
          and d.requested_at > ${at}::timestamptz - ${againAfter}::interval)
        on conflict (session_id) where outcome is null do nothing`;
      return count + expired.count;
    }),
});
