-- The authority that Beacom keeps for EAP-TLS, PEAP, TTLS and RadSec.
create table certificate_authorities (
  authority_id bigint generated always as identity primary key,
  certificate_pem text not null,
  -- PKCS#8, sealed and bound to "authority".
  sealed_key bytea not null,
  key_id text not null,
  not_after timestamptz not null,
  -- Of the list of revoked certificates, which counts up.
  list_number bigint not null default 0,
  created_at timestamptz not null default now()
);

create table certificates (
  -- Hexadecimal.
  serial_number text primary key,
  authority_id bigint not null references certificate_authorities,
  kind text not null check (kind in ('server', 'customer', 'router')),
  -- A customer's id or a router's name. Personal data.
  owner text not null,
  -- Of the device that it is for.
  name text not null,
  certificate_pem text not null,
  -- Only of the server's own; the keys of others are kept nowhere. Bound to the serial number.
  sealed_key bytea,
  key_id text,
  sha256 text not null,
  not_before timestamptz not null,
  not_after timestamptz not null,
  issued_at timestamptz not null default clock_timestamp(),
  revoked_at timestamptz,
  revocation_reason text,
  replaced_by text,
  check ((kind = 'server') = (sealed_key is not null))
);
create index certificates_of_owner on certificates (owner);
create index certificates_valid on certificates (kind, not_after) where revoked_at is null;

create function tell_certificates() returns trigger language plpgsql as $$
begin
  perform pg_notify('radius_view', 'certificates');
  return null;
end $$;
create trigger certificates_told after insert or update on certificates for each statement execute function tell_certificates();
