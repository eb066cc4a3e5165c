-- Sessions that ended some time ago leave the table that every report is followed in, for one that is partitioned by month; months beyond
-- RADIUS_SESSION_MONTHS (60) are dropped. Personal data as in sessions.
create table ended_sessions (like sessions including defaults) partition by range (ended_at);
create index ended_sessions_of_customer on ended_sessions (customer_id, session_id desc);
create index ended_sessions_by_id on ended_sessions (session_id);
create index ended_sessions_ended on ended_sessions using brin (ended_at);
-- Sessions that are old enough to go.
create index sessions_ended on sessions (ended_at) where ended_at is not null;

-- What was done to a session outlives its row here.
alter table dynamic_authorizations drop constraint dynamic_authorizations_session_id_fkey;
create index dynamic_authorizations_done on dynamic_authorizations using brin (done_at);

create function make_session_partition(month date) returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtext('radius session partition'));
  execute format('create table if not exists ended_sessions_%s partition of ended_sessions for values from (%L) to (%L)',
    to_char(month, 'YYYY_MM'), month::timestamp at time zone 'UTC', (month + interval '1 month')::timestamp at time zone 'UTC');
end $$;

-- Moves so many sessions that ended before this time; how many there were.
create function move_ended_sessions(before timestamptz, many integer) returns integer language plpgsql as $$
declare
  moved integer;
  month date;
begin
  for month in select distinct date_trunc('month', ended_at at time zone 'UTC')::date from (
      select ended_at from sessions where ended_at < before order by ended_at limit many) as going
  loop
    perform make_session_partition(month);
  end loop;
  with gone as (
    delete from sessions where session_id in (
      select session_id from sessions where ended_at < before order by ended_at limit many for update skip locked)
    returning *)
  insert into ended_sessions select * from gone;
  get diagnostics moved = row_count;
  return moved;
end $$;
