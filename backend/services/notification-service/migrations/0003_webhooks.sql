create table webhook_endpoints (
  endpoint_id text primary key,
  url text not null,
  description text not null,
  event_types text[] not null,
  -- by-staff, gone or failing; null: it is enabled.
  disabled_reason text,
  disabled_at timestamptz,
  sealed_secret bytea not null,
  -- Signs too until then.
  sealed_previous_secret bytea,
  previous_secret_until timestamptz,
  -- Nothing but failures since then, and the last of them.
  failing_since timestamptz,
  last_failure_at timestamptz,
  idempotency_key text not null unique,
  created_at timestamptz not null
);
comment on column webhook_endpoints.sealed_secret is 'secret: AES-256-GCM with NOTIFICATION_SEALING_KEY';
comment on column webhook_endpoints.sealed_previous_secret is 'secret: AES-256-GCM with NOTIFICATION_SEALING_KEY';

-- What happened, as it is signed and sent, once for all endpoints; only what some endpoint asks for.
create table webhook_messages (
  message_id text primary key,
  type text not null,
  body text not null,
  created_at timestamptz not null
);
create index webhook_messages_by_time on webhook_messages (created_at);

create table webhook_deliveries (
  endpoint_id text not null references webhook_endpoints on delete cascade,
  message_id text not null references webhook_messages on delete cascade,
  type text not null,
  -- pending, delivered, given-up or missed
  state text not null,
  attempts integer not null default 0,
  -- Whoever attempts it moves this forward first: if that process dies, another one comes by then.
  next_attempt_at timestamptz,
  last_outcome text not null default '',
  last_status integer not null default 0,
  created_at timestamptz not null,
  primary key (endpoint_id, message_id)
);
create index webhook_deliveries_due on webhook_deliveries (endpoint_id, next_attempt_at) where state = 'pending';
create index webhook_deliveries_newest on webhook_deliveries (endpoint_id, created_at desc, message_id desc);
create index webhook_deliveries_of_message on webhook_deliveries (message_id);

create table webhook_attempts (
  number bigint generated always as identity primary key,
  endpoint_id text not null,
  message_id text not null,
  at timestamptz not null,
  duration_ms integer not null,
  outcome text not null,
  status integer not null,
  answer text not null,
  foreign key (endpoint_id, message_id) references webhook_deliveries on delete cascade
);
create index webhook_attempts_of_delivery on webhook_attempts (endpoint_id, message_id);

-- Whom the network serves less, or not at all, by a restriction: so that only the end of one is told as such.
create table restricted_subscribers (
  customer_id text primary key,
  reason text not null
);
