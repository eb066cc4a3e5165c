-- Nearly every batch is interims alone: each changes one session's totals and times, and is its own record. For a batch of few reports most
-- of the cost is one of the statement, so these go as a single one with few parameters; all others go through commit_accounting.
-- It tells those who listen unless `told_later` (see the outbox's 0002).
create function commit_interims(
  session_ids text[], last_report_ms bigint[], ups bigint[], downs bigint[], counters_up bigint[], counters_down bigint[],
  seconds bigint[], nas_clocks_ms bigint[], counted_ms bigint[], revisions integer[],
  event_type text, event_key text, event_at timestamptz, event text, told_later boolean
) returns void language plpgsql
  set plan_cache_mode = force_generic_plan set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
as $$
declare
  written integer;
begin
  with counted as (
    update sessions s set last_report_at = to_timestamp(i.last_report_ms / 1e3::float8), octets_up = i.octets_up,
      octets_down = i.octets_down, counter_up = i.counter_up, counter_down = i.counter_down,
      counted_session_seconds = i.session_seconds, counted_nas_clock = to_timestamp(i.nas_clock_ms / 1e3::float8),
      counted_at = to_timestamp(i.counted_ms / 1e3::float8), revision = i.revision
    from unnest(session_ids, last_report_ms, ups, downs, counters_up, counters_down, seconds, nas_clocks_ms, counted_ms, revisions)
      as i(session_id, last_report_ms, octets_up, octets_down, counter_up, counter_down, session_seconds, nas_clock_ms, counted_ms, revision)
    where s.session_id = i.session_id and s.revision = i.revision - 1
    returning s.session_id, s.last_report_at, s.counted_nas_clock, s.counted_session_seconds, s.counter_up, s.counter_down)
  insert into accounting_records (received_at, session_id, kind, nas_clock, session_seconds, octets_up, octets_down)
  select last_report_at, session_id, 'interim', counted_nas_clock, counted_session_seconds, counter_up, counter_down from counted;
  get diagnostics written = row_count;
  if written <> cardinality(session_ids) then
    raise exception using errcode = 'BE001', message = 'a session was written by somebody else';
  end if;
  -- Last, because writers of the outbox take turns from here to their commit.
  if event is not null then
    if told_later then
      perform set_config('beacom.outbox_told', 'later', true);
    end if;
    insert into outbox (type, key, at, json) values (event_type, event_key, event_at, event);
  end if;
end $$;
