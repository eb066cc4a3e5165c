-- Events that leave this service. They are written in the transaction that makes them true and read by followers in the order of `position`.
create table outbox (
  position bigint generated always as identity primary key,
  type text not null,
  key text not null,
  at timestamptz not null,
  -- The message in protobuf's JSON form, as text: it is passed on, never searched.
  json text not null,
  traceparent text not null default '',
  stored_at timestamptz not null default now()
);
create index outbox_by_stored_at on outbox using brin (stored_at);

-- A sequence gives out numbers before the commit, so a slow transaction could show a lower number after a reader has passed it. Writers
-- therefore take turns from their insert to their commit: positions become visible in their own order, and a reader never waits for a gap.
create function outbox_take_turns() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtext('beacom-outbox'), tg_relid::integer);
  return null;
end $$;
create trigger outbox_take_turns before insert on outbox for each statement execute function outbox_take_turns();

create function outbox_tell() returns trigger language plpgsql as $$
begin
  perform pg_notify(tg_table_schema || '_outbox', '');
  return null;
end $$;
create trigger outbox_tell after insert on outbox for each statement execute function outbox_tell();

-- How far retention has deleted: a follower that wants less than this has missed events and must be told.
create table outbox_floor (only_row boolean primary key default true check (only_row), position bigint not null);
insert into outbox_floor (position) values (0);

-- How far this service has applied what it follows, written in the transaction of the effect.
create table outbox_checkpoints (
  source text primary key,
  position bigint not null,
  updated_at timestamptz not null default now()
);
