-- Vouchers: projections of `voucher-batch/…`, `voucher-codes/…` and `voucher/…`. Each table is written by one kind of history alone.

-- A voucher is found by the keyed hash of its code; the code itself is nowhere.
create table vouchers (
  code_hash bytea primary key,
  key_id text not null,
  batch_id text not null,
  ordinal integer not null,
  -- redeemed, void (after it was sold) or expired; null until then.
  ended text,
  ended_at timestamptz,
  customer_id text
) with (fillfactor = 90);
create unique index vouchers_by_number on vouchers (batch_id, ordinal);
create index vouchers_open on vouchers (batch_id, ordinal) where ended is null;
create index vouchers_of_customer on vouchers (customer_id, ended_at) where customer_id is not null;

create table voucher_batches (
  batch_id text primary key,
  plan_id text,
  plan_version integer,
  face_cents bigint not null,
  sale_price_cents bigint not null,
  currency text not null,
  count integer not null,
  reseller_id text,
  -- Null: never.
  expires_after_years integer,
  resale_days integer,
  alphabet text not null,
  code_length integer not null,
  generation_key text not null unique,
  generated_by text not null,
  generated_at timestamptz not null,
  generated integer not null,
  printed integer not null,
  handed_over integer not null,
  -- Whatever became of them since.
  sold integer not null,
  -- Those that were not sold.
  void integer not null,
  check (generated + printed + handed_over + sold + void = count)
);

create table voucher_ranges (
  batch_id text not null,
  first_ordinal integer not null,
  last_ordinal integer not null,
  state text not null,
  reseller_id text,
  sale_key text,
  sold_at timestamptz,
  expires_at timestamptz,
  primary key (batch_id, first_ordinal),
  check (first_ordinal <= last_ordinal)
);
create index voucher_ranges_to_expire on voucher_ranges (expires_at) where expires_at is not null;

-- What became of the sold ones of a batch.
create table voucher_ends (
  batch_id text primary key,
  redeemed integer not null,
  void integer not null,
  expired integer not null
);

-- Not a projection: the codes of a new batch, sealed with a key that the database does not have, until they were fetched.
create table voucher_files (
  batch_id text primary key,
  key_id text not null,
  sealed bytea not null,
  staff_id text not null,
  available_until timestamptz not null
);

-- Not a projection: tries that failed, or are not known yet to have succeeded. Kept for a day.
create table redemption_failures (
  try_id uuid not null,
  subject text not null,
  at timestamptz not null,
  primary key (subject, at, try_id)
);
create index redemption_failures_by_try on redemption_failures (try_id);
create index redemption_failures_by_age on redemption_failures (at);
