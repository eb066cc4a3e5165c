-- Projections of the event store. Each append writes them in its own transaction, so they are never behind; each can be
-- rebuilt from the events (rebuild-projections), and verify-ledger compares both.

create table projection_position (
  only_row boolean primary key default true check (only_row),
  position bigint not null
);
insert into projection_position (position) values (0);

-- Rows that change with every report leave room on their page, so that a change need not touch the indexes.
create table accounts (
  customer_id text primary key,
  account_id text not null,
  currency text not null,
  posted_cents bigint not null,
  held_cents bigint not null,
  service_level text not null,
  rate_down_bits bigint,
  rate_up_bits bigint,
  service_reason text not null,
  service_since timestamptz not null,
  service_version bigint not null,
  opened_at timestamptz not null,
  check (posted_cents - held_cents >= 0)
) with (fillfactor = 70);

create table plans (
  plan_id text not null,
  version integer not null,
  name text not null,
  price_cents bigint not null,
  currency text not null,
  octets bigint not null,
  validity_seconds bigint not null,
  rate_down_bits bigint not null,
  rate_up_bits bigint not null,
  after_exhaustion text not null,
  throttled_down_bits bigint,
  throttled_up_bits bigint,
  publication_key text not null unique,
  published_at timestamptz not null,
  -- When the next version replaced it or it was withdrawn; null is on offer.
  ended_at timestamptz,
  primary key (plan_id, version)
);
create unique index plans_on_offer on plans (plan_id) where ended_at is null;

create table bundles (
  bundle_id text primary key,
  customer_id text not null,
  plan_id text not null,
  plan_version integer not null,
  name text not null,
  price_cents bigint not null,
  currency text not null,
  octets_granted bigint not null,
  octets_used bigint not null,
  octets_expired bigint not null,
  rate_down_bits bigint not null,
  rate_up_bits bigint not null,
  notices_percent integer[] not null,
  activated_at timestamptz not null,
  expires_at timestamptz not null,
  state text not null,
  closed_at timestamptz,
  purchase_key text not null,
  payment_id text,
  check (octets_used + octets_expired <= octets_granted)
) with (fillfactor = 70);
create index bundles_of_customer on bundles (customer_id, activated_at);
create unique index bundles_by_purchase on bundles (customer_id, purchase_key);
create index bundles_to_expire on bundles (expires_at) where state = 'active';

-- Debits are positive, credits negative; the entries of one position (one event) are one transaction.
create table ledger_entries (
  position bigint not null,
  line integer not null,
  customer_id text not null,
  account text not null,
  amount_cents bigint not null,
  currency text not null,
  at timestamptz not null,
  primary key (position, line)
);

create table session_usage (
  customer_id text not null,
  session_id text not null,
  started_at timestamptz not null,
  last_report_at timestamptz not null,
  ended_at timestamptz,
  octets_down bigint not null,
  octets_up bigint not null,
  octets_free bigint not null,
  primary key (customer_id, session_id)
) with (fillfactor = 70);
create index session_usage_newest on session_usage (customer_id, started_at desc, session_id desc);

create table deductions (
  customer_id text not null,
  session_id text not null,
  bundle_id text not null,
  octets bigint not null,
  why text not null,
  primary key (customer_id, session_id, bundle_id)
) with (fillfactor = 70);

create table statement_rows (
  customer_id text not null,
  position bigint not null,
  at timestamptz not null,
  kind text not null,
  description text not null,
  amount_cents bigint not null,
  currency text not null,
  available_after_cents bigint not null,
  reference text not null,
  primary key (customer_id, position)
);
