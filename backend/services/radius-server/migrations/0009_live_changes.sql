-- Changes of many sessions at once, and steps after a CoA that failed.
create table mass_changes (
  mass_change_id text primary key,
  action text not null check (action in ('disconnect', 'refresh')),
  note text not null,
  -- Which sessions: the request as it came.
  chosen jsonb not null,
  started_by text not null,
  started_at timestamptz not null,
  sessions integer not null,
  finished_at timestamptz,
  cancelled_at timestamptz
);

alter table dynamic_authorizations
  drop constraint dynamic_authorizations_kind_check,
  drop constraint dynamic_authorizations_outcome_check,
  add constraint dynamic_authorizations_kind_check check (kind in ('coa', 'disconnect', 'device-change', 'device-end')),
  add constraint dynamic_authorizations_outcome_check check (
    outcome in ('acknowledged', 'refused', 'no-answer', 'superseded', 'session-ended', 'cancelled')),
  -- Why it is wanted.
  add column reason text not null default 'service'
    check (reason in ('service', 'policy', 'hours', 'expiry', 'limit', 'staff', 'mass-change', 'fallback')),
  add column nas_id text,
  -- What the device's API said.
  add column detail text,
  -- How many steps were tried for it before this one.
  add column step integer not null default 0,
  add column mass_change_id text references mass_changes;
-- Who sends looks here; at a router that does not answer, others must not have to wait behind it.
create index dynamic_authorizations_wanted on dynamic_authorizations (nas_id, id) where outcome is null;
create index dynamic_authorizations_of_mass_change on dynamic_authorizations (mass_change_id) where mass_change_id is not null;
create index dynamic_authorizations_of_customer on dynamic_authorizations (customer_id, id);

-- Profiles that change with the hour look for their subscribers' sessions; so do dates of expiry.
create index credentials_expiring on credentials (((personal->>'expiresAtMs')::bigint)) where personal ? 'expiresAtMs';

-- Until when the hours of profiles have been followed; one process at a time does.
create table followed_hours (
  only_row boolean primary key default true check (only_row),
  until timestamptz not null
);
