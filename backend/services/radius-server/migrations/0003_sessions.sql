-- One row for each real session. Personal data: username, framed_ip_address, calling_station_id.
create table sessions (
  session_id text primary key,
  -- Absent when nobody with this username is known: kept for staff, charged to nobody.
  customer_id text,
  nas_id text not null,
  -- Where its packets come from: one network of routers can share a row of `nas`.
  nas_source text not null,
  nas_ip_address text,
  acct_session_id text not null,
  username text not null,
  framed_ip_address text,
  calling_station_id text,
  started_at timestamptz not null,
  last_report_at timestamptz not null,
  ended_at timestamptz,
  -- nas: a Stop came. Else the server closed it: stale, nas-restart, replaced, not-found.
  ended_by text check (ended_by in ('nas', 'stale', 'nas-restart', 'replaced', 'not-found')),
  terminate_cause text,
  octets_up bigint not null,
  octets_down bigint not null,
  -- What the last report with counters said, which the next one is compared with (domain/session.ts).
  counter_up bigint not null,
  counter_down bigint not null,
  counted_session_seconds bigint,
  counted_nas_clock timestamptz,
  counted_at timestamptz not null,
  -- The version of the service state that the NAS enforces for it.
  applied_version bigint not null,
  -- Writers state the revision they read: two processes that hold the same session never overwrite each other.
  revision integer not null
) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05);
-- Updates of totals touch no indexed column, so they stay within their page (HOT).
create index sessions_key on sessions (acct_session_id, username, nas_id);
-- A NAS repeats session ids over time, never at the same time.
create unique index sessions_open_key on sessions (acct_session_id, username, nas_id) where ended_at is null;
create index sessions_of_customer on sessions (customer_id, session_id desc);
create index sessions_open_of_nas on sessions (nas_id, nas_source) where ended_at is null;

-- Every report that changed a session, as the NAS sent it. Partitioned by month; kept for RADIUS_RECORD_MONTHS (24), then the month's
-- partition is dropped. Read by session over the session's own time, so a block range index is enough and costs nothing to write.
create table accounting_records (
  received_at timestamptz not null,
  session_id text not null,
  kind text not null check (kind in ('start', 'interim', 'stop')),
  -- Event-Timestamp, the NAS's own clock.
  nas_clock timestamptz,
  session_seconds bigint,
  octets_up bigint,
  octets_down bigint
) partition by range (received_at);
create index accounting_records_received on accounting_records using brin (received_at);

create function make_accounting_partition(month date) returns void language plpgsql as $$
begin
  -- Processes that find the same month missing make it once.
  perform pg_advisory_xact_lock(hashtext('radius accounting partition'));
  execute format('create table if not exists accounting_records_%s partition of accounting_records for values from (%L) to (%L)',
    to_char(month, 'YYYY_MM'), month::timestamp at time zone 'UTC', (month + interval '1 month')::timestamp at time zone 'UTC');
end $$;

-- Reports that the database would not take (or that broke the rules), one by one, so that the others go on. They are acknowledged.
create table quarantined_reports (
  id bigint generated always as identity primary key,
  received_at timestamptz not null,
  nas_id text not null,
  reason text not null,
  report jsonb not null
);
