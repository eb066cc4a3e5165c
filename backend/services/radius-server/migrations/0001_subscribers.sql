-- What a subscriber's router logs in with. Personal data: username (the phone number), sealed_password.
create table credentials (
  customer_id text primary key,
  username text not null unique,
  -- AES-256-GCM: nonce, ciphertext, tag. The key is in the environment; key_id says which one.
  sealed_password bytea not null,
  key_id text not null,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default clock_timestamp()
);
create index credentials_changed on credentials (changed_at);

-- The newest service state that billing-engine announced for each customer. It may arrive before the credential is made.
create table service_states (
  customer_id text primary key,
  version bigint not null,
  level text not null check (level in ('full', 'throttled', 'walled-garden', 'blocked')),
  down_bits_per_second bigint not null,
  up_bits_per_second bigint not null,
  reason text not null,
  since timestamptz not null,
  changed_at timestamptz not null default clock_timestamp()
);
create index service_states_changed on service_states (changed_at);

-- Every radius-server process keeps its own copy of this in memory, and hears here what to read again.
create function tell_subscriber() returns trigger language plpgsql as $$
begin
  perform pg_notify('radius_view', 'subscriber ' || new.customer_id);
  return null;
end $$;
create trigger credentials_told after insert or update on credentials for each row execute function tell_subscriber();
create trigger service_states_told after insert or update on service_states for each row execute function tell_subscriber();
