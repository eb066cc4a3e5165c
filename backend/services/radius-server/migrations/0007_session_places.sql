-- Sessions tell more of where they are: IPv6 comes up after the Start, so changes of it are written too. Otherwise as in 0005.
create or replace function commit_accounting(
  -- Sessions of which only totals and times changed, a column each.
  session_ids text[], last_report_ms bigint[], ups bigint[], downs bigint[], counters_up bigint[], counters_down bigint[],
  seconds bigint[], nas_clocks_ms bigint[], counted_ms bigint[], revisions integer[],
  -- So many of these sessions, the first, were changed by one interim each that says what the session says now: that is their record.
  interims integer,
  -- Sessions that changed in other ways, and new ones, in JSON. Null when there are none.
  others json, fresh json,
  -- The other records, likewise; null when there are none.
  record_received_ms bigint[], record_session_ids text[], record_kinds text[], record_nas_clocks_ms bigint[], record_seconds bigint[],
  record_ups bigint[], record_downs bigint[],
  -- Nearly always there is one event, and as text alone it needs no quoting.
  event_type text, event_key text, event_at timestamptz, first_event text, more_events text[]
) returns void language plpgsql
  set plan_cache_mode = force_generic_plan set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
as $$
declare
  written integer;
begin
  update sessions s set last_report_at = to_timestamp(i.last_report_ms / 1e3::float8), octets_up = i.octets_up,
    octets_down = i.octets_down, counter_up = i.counter_up, counter_down = i.counter_down,
    counted_session_seconds = i.session_seconds, counted_nas_clock = to_timestamp(i.nas_clock_ms / 1e3::float8),
    counted_at = to_timestamp(i.counted_ms / 1e3::float8), revision = i.revision
  from unnest(session_ids, last_report_ms, ups, downs, counters_up, counters_down, seconds, nas_clocks_ms, counted_ms, revisions)
    as i(session_id, last_report_ms, octets_up, octets_down, counter_up, counter_down, session_seconds, nas_clock_ms, counted_ms, revision)
  where s.session_id = i.session_id and s.revision = i.revision - 1;
  get diagnostics written = row_count;
  if written <> cardinality(session_ids) then
    raise exception using errcode = 'BE001', message = 'a session was written by somebody else';
  end if;

  if others is not null then
    -- applied_version is not written: it belongs to those who change live sessions.
    update sessions s set last_report_at = i.last_report_at, ended_at = i.ended_at, ended_by = i.ended_by,
      terminate_cause = i.terminate_cause, octets_up = i.octets_up, octets_down = i.octets_down, counter_up = i.counter_up,
      counter_down = i.counter_down, counted_session_seconds = i.counted_session_seconds,
      counted_nas_clock = i.counted_nas_clock, counted_at = i.counted_at, framed_ip_address = i.framed_ip_address,
      framed_ipv6_prefix = i.framed_ipv6_prefix, delegated_ipv6_prefix = i.delegated_ipv6_prefix,
      nas_ip_address = i.nas_ip_address, nas_source = i.nas_source, revision = i.revision
    from json_populate_recordset(null::sessions, others) i
    where s.session_id = i.session_id and s.revision = i.revision - 1;
    get diagnostics written = row_count;
    if written <> json_array_length(others) then
      raise exception using errcode = 'BE001', message = 'a session was written by somebody else';
    end if;
  end if;

  if fresh is not null then
    -- After the updates: a session that a new one replaces has to be closed first.
    insert into sessions select i.* from json_populate_recordset(null::sessions, fresh) i on conflict do nothing;
    get diagnostics written = row_count;
    if written <> json_array_length(fresh) then
      raise exception using errcode = 'BE001', message = 'a session was begun by somebody else';
    end if;
  end if;

  insert into accounting_records (received_at, session_id, kind, nas_clock, session_seconds, octets_up, octets_down)
  select to_timestamp(i.received_ms / 1e3::float8), i.session_id, 'interim', to_timestamp(i.nas_clock_ms / 1e3::float8), i.session_seconds, i.octets_up, i.octets_down
  from unnest(last_report_ms, session_ids, nas_clocks_ms, seconds, counters_up, counters_down)
    as i(received_ms, session_id, nas_clock_ms, session_seconds, octets_up, octets_down)
  limit interims;
  if record_session_ids is not null then
    insert into accounting_records (received_at, session_id, kind, nas_clock, session_seconds, octets_up, octets_down)
    select to_timestamp(i.received_ms / 1e3::float8), i.session_id, i.kind, to_timestamp(i.nas_clock_ms / 1e3::float8), i.session_seconds, i.octets_up, i.octets_down
    from unnest(record_received_ms, record_session_ids, record_kinds, record_nas_clocks_ms, record_seconds, record_ups, record_downs)
      as i(received_ms, session_id, kind, nas_clock_ms, session_seconds, octets_up, octets_down);
  end if;

  -- Last, because writers of the outbox take turns from here to their commit.
  if first_event is not null then
    insert into outbox (type, key, at, json) values (event_type, event_key, event_at, first_event);
  end if;
  if cardinality(more_events) > 0 then
    insert into outbox (type, key, at, json) select event_type, event_key, event_at, e from unnest(more_events) as e;
  end if;
end $$;
