-- The shape of the data: a type of event whose fields change counts on. What was stored before there was a number is of the first.
alter table events add column form smallint not null default 1 check (form > 0);

-- A whole batch in one call: the caller has planned it on the last event that it knew, with positions and hashes, and for some streams
-- it has assumed their versions. If that was so, all of it is written, else nothing is (BE001) and the transaction is lost, with whatever
-- was sent behind this call.
create function append_events(
  before_position bigint,
  before_hash text,
  assumed_streams text[],
  assumed_versions integer[],
  streams text[],
  versions integer[],
  types text[],
  forms smallint[],
  -- One line for each event: JSON has no line breaks of its own, and a list of lines is read faster than an array of text.
  data text,
  milliseconds bigint[],
  hashes text[],
  command_keys text[],
  command_positions bigint[]
) returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtext('beacom-event-store'), 'events'::regclass::oid::integer);
  update event_chain
    set position = before_position + cardinality(streams), hash = coalesce(hashes[cardinality(hashes)], before_hash)
    where event_chain.position = before_position and event_chain.hash = before_hash;
  if not found then
    raise exception 'others have appended events since' using errcode = 'BE001';
  end if;
  -- Laterally, because one look into the index for each stream is right for any number of them.
  if exists (
    select from unnest(assumed_streams, assumed_versions) as assumed (stream, version)
    left join lateral (
      select events.version from events where events.stream = assumed.stream order by events.version desc limit 1
    ) as newest on true
    where coalesce(newest.version, 0) <> assumed.version
  ) then
    raise exception 'a stream is not at the version that was assumed' using errcode = 'BE001';
  end if;
  insert into event_commands (command_key, position) select * from unnest(command_keys, command_positions);
  insert into events (position, stream, version, type, form, data, at, hash)
    select before_position + n, stream, version, type, form, line,
      timestamptz 'epoch' + millisecond * interval '1 millisecond', event.hash
    from unnest(streams, versions, types, forms, string_to_array(append_events.data, E'\n'), milliseconds, hashes)
      with ordinality as event (stream, version, type, form, line, millisecond, hash, n);
end $$;
