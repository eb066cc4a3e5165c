create table nas (
  nas_id text primary key,
  name text not null unique,
  -- The source address of its packets, or the network that they come from.
  network cidr not null unique,
  sealed_secret bytea not null,
  key_id text not null,
  vendor text not null check (vendor in ('mikrotik', 'wispr')),
  coa_address inet,
  coa_port integer not null check (coa_port between 1 and 65535),
  require_message_authenticator text not null check (require_message_authenticator in ('yes', 'no', 'auto')),
  counters_reversed boolean not null,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default clock_timestamp()
);

-- What `auto` has learnt, by source address, so that it holds for each router of a network. A row outlives restarts: an attacker
-- who strips the attribute later is refused.
create table nas_sources (
  nas_id text not null references nas on delete cascade,
  address inet not null,
  signs_requests boolean not null,
  learnt_at timestamptz not null default now(),
  primary key (nas_id, address)
);

create function tell_nas() returns trigger language plpgsql as $$
begin
  perform pg_notify('radius_view', 'nas');
  return null;
end $$;
create trigger nas_told after insert or update or delete on nas for each statement execute function tell_nas();
create trigger nas_sources_told after insert or update or delete on nas_sources for each statement execute function tell_nas();
