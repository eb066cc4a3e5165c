-- What happened, in order and for good. Positions have no gaps: every writer takes the store's advisory lock and counts on from the chain.
create table events (
  position bigint primary key,
  stream text not null,
  version integer not null check (version > 0),
  type text not null,
  -- Canonical JSON as text, because the hash is over its octets and jsonb would rewrite them.
  data text not null,
  at timestamptz not null,
  -- SHA-256 over the hash before and everything above, in hexadecimal.
  hash text not null,
  unique (stream, version)
);

-- Each command is carried out once.
create table event_commands (
  command_key text primary key,
  position bigint not null
);

-- The last link, so that events missing at the end are found too.
create table event_chain (only_row boolean primary key default true check (only_row), position bigint not null, hash text not null);
insert into event_chain (position, hash) values (0, repeat('0', 64));

-- A shortcut to a stream's state; it may be deleted at any time.
create table event_snapshots (
  stream text primary key,
  version integer not null,
  state text not null,
  saved_at timestamptz not null default now()
);

create function events_are_for_good() returns trigger language plpgsql as $$
begin
  raise exception 'events are only appended: % of % is refused', lower(tg_op), tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger events_are_for_good before update or delete or truncate on events
  for each statement execute function events_are_for_good();
create trigger event_commands_are_for_good before update or delete or truncate on event_commands
  for each statement execute function events_are_for_good();
