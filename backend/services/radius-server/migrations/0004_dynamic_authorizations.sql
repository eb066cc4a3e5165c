-- One row for each CoA or Disconnect: what has to be sent, and what came of it. Personal data: customer_id.
create table dynamic_authorizations (
  id bigint generated always as identity primary key,
  session_id text not null references sessions,
  customer_id text not null,
  kind text not null check (kind in ('coa', 'disconnect')),
  -- The version of the service state that it brings into force.
  service_version bigint not null,
  requested_at timestamptz not null,
  -- Who sends it holds a lease; when that process dies, another takes over.
  lease_until timestamptz,
  sent_at timestamptz,
  done_at timestamptz,
  attempts integer not null default 0,
  outcome text check (outcome in ('acknowledged', 'refused', 'no-answer', 'superseded', 'session-ended')),
  error_cause integer not null default 0,
  check ((outcome is null) = (done_at is null))
);
-- A session has at most one request under way: a newer version replaces an older one.
create unique index dynamic_authorizations_pending on dynamic_authorizations (session_id) where outcome is null;
create index dynamic_authorizations_of_session on dynamic_authorizations (session_id, id);

create function tell_dynamic_authorization() returns trigger language plpgsql as $$
begin
  perform pg_notify('radius_dynamic_authorization', '');
  return null;
end $$;
create trigger dynamic_authorizations_told after insert on dynamic_authorizations
  for each statement execute function tell_dynamic_authorization();
