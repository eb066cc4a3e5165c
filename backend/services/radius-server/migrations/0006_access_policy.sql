-- How services are delivered, as the operator's data: profiles, makes of NAS, and the attributes that they understand.
create table access_profiles (
  name text primary key check (name ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
  -- application/access-profiles.ts
  definition jsonb not null,
  changed_at timestamptz not null default clock_timestamp()
);

-- Makes of NAS beside those that come with Beacom (domain/policy/kinds).
create table nas_kinds (
  name text primary key check (name ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
  definition jsonb not null,
  changed_at timestamptz not null default clock_timestamp()
);

-- Attributes of vendors that Beacom does not know, in FreeRADIUS' dictionary format.
create table dictionaries (
  name text primary key check (name ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
  text text not null,
  changed_at timestamptz not null default clock_timestamp()
);

create function tell_policy() returns trigger language plpgsql as $$
begin
  perform pg_notify('radius_view', 'policy');
  return null;
end $$;
create trigger access_profiles_told after insert or update or delete on access_profiles for each statement execute function tell_policy();
create trigger nas_kinds_told after insert or update or delete on nas_kinds for each statement execute function tell_policy();
create trigger dictionaries_told after insert or update or delete on dictionaries for each statement execute function tell_policy();

alter table credentials
  -- stored: only a hash is known, sealed in the notation of @beacom/password-hash. It came from another server.
  add column password_form text not null default 'cleartext' check (password_form in ('cleartext', 'stored')),
  -- Null: the default profile.
  add column profile text references access_profiles,
  -- What is this subscriber's alone (domain/subscriber.ts, PersonalAccess). Personal data.
  add column personal jsonb not null default '{}',
  add column first_login_at timestamptz;
-- A fixed address is one subscriber's.
create unique index credentials_address on credentials ((personal->>'address')) where personal ? 'address';
create unique index credentials_prefix on credentials ((personal->>'prefix')) where personal ? 'prefix';
create unique index credentials_delegated on credentials ((personal->>'delegated')) where personal ? 'delegated';
create index credentials_of_profile on credentials (profile) where profile is not null;

-- A device that logs in by its hardware address is its owner.
create table devices (
  -- Twelve hexadecimal digits. Personal data.
  mac text primary key check (mac ~ '^[0-9a-f]{12}$'),
  customer_id text not null references credentials on delete cascade,
  name text not null,
  added_at timestamptz not null default clock_timestamp()
);
create index devices_of_customer on devices (customer_id);
create trigger devices_told after insert or update on devices for each row execute function tell_subscriber();
create function tell_device_gone() returns trigger language plpgsql as $$
begin
  perform pg_notify('radius_view', 'subscriber ' || old.customer_id);
  return null;
end $$;
create trigger devices_gone after delete on devices for each row execute function tell_device_gone();

alter table nas
  drop constraint nas_vendor_check,
  drop constraint nas_network_key,
  alter column network drop not null,
  -- Tells those apart that share a network or an address (NAT), or have no address of their own.
  add column identifier text,
  -- RadSec: a name in its certificate, or "sha256:" and the fingerprint.
  add column certificate text unique,
  add column coa_per_second integer not null default 50 check (coa_per_second between 1 and 10000),
  add column allow_unsigned_proxy_state boolean not null default false,
  -- What is tried, in this order, when a CoA is refused or not answered.
  add column after_failed_coa text[] not null default '{disconnect}',
  -- Address, port, tls, fingerprint and username of the API that ends sessions when Disconnect does not; its password sealed.
  add column device_api jsonb,
  add column sealed_device_password bytea,
  add column device_password_key_id text,
  add constraint nas_somewhere check (network is not null or certificate is not null);
create unique index nas_place on nas (network, identifier) nulls not distinct where network is not null;

alter table sessions
  add column nas_port_id text,
  add column called_station_id text,
  add column framed_ipv6_prefix text,
  add column delegated_ipv6_prefix text,
  -- The login that it came from, when the login had to be counted (session_claims).
  add column claim_id text;
create index sessions_open_of_customer on sessions (customer_id) where ended_at is null;
create index sessions_open_address on sessions (framed_ip_address) where ended_at is null;
