-- Users of other operators, whose own servers decide (wholesale, roaming).
create table home_servers (
  name text primary key check (name ~ '^[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}$'),
  address text not null,
  auth_port integer not null check (auth_port between 1 and 65535),
  acct_port integer not null check (acct_port between 1 and 65535),
  transport text not null check (transport in ('udp', 'radsec')),
  -- Bound to "home " and the name.
  sealed_secret bytea not null,
  key_id text not null,
  tls_name text,
  tls_authority_pem text,
  patience_ms integer not null check (patience_ms between 100 and 60000),
  changed_at timestamptz not null default clock_timestamp()
);

create table realms (
  -- In small letters. default: every realm that is not here; none: usernames without one.
  name text primary key,
  home_servers text[] not null,
  server_order text not null check (server_order in ('failover', 'balance')),
  strip boolean not null,
  accounting boolean not null,
  allowed_reply_attributes text[] not null,
  changed_at timestamptz not null default clock_timestamp()
);

create function tell_realms() returns trigger language plpgsql as $$
begin
  perform pg_notify('radius_view', 'realms');
  return null;
end $$;
create trigger home_servers_told after insert or update or delete on home_servers for each statement execute function tell_realms();
create trigger realms_told after insert or update or delete on realms for each statement execute function tell_realms();

-- Accounting reports on their way to other operators: acknowledged to the NAS because they are here, gone when the home server has
-- acknowledged them. Personal data: attributes.
create table relayed_reports (
  id bigint generated always as identity primary key,
  realm text not null,
  -- Reports of one session go one after the other.
  session_key text not null,
  received_at timestamptz not null,
  -- As the NAS sent them (RFC 2866), without Proxy-State and authenticators.
  attributes bytea not null,
  attempts integer not null default 0,
  next_try_at timestamptz not null default now(),
  lease_until timestamptz
);
create index relayed_reports_of_session on relayed_reports (realm, session_key, id);
create index relayed_reports_due on relayed_reports (next_try_at);

create function tell_relayed_report() returns trigger language plpgsql as $$
begin
  perform pg_notify('radius_relayed_report', '');
  return null;
end $$;
create trigger relayed_reports_told after insert on relayed_reports for each statement execute function tell_relayed_report();
