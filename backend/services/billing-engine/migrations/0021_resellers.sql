-- Resellers: projections of `reseller/…`.

create table resellers (
  reseller_id text primary key,
  master_id text,
  currency text not null,
  suspended boolean not null,
  float_cents bigint not null,
  credit_limit_cents bigint not null,
  registration_key text not null unique,
  registered_at timestamptz not null
) with (fillfactor = 70);
create index resellers_of_master on resellers (master_id) where master_id is not null;

-- Everything that moved a float, as its owner reads it.
create table reseller_rows (
  reseller_id text not null,
  position bigint not null,
  at timestamptz not null,
  -- sale, refund, payment, payment-returned, master-commission, master-commission-returned
  kind text not null,
  product text,
  -- The customer, the batch, the bank's reference or the sub-reseller.
  reference text not null,
  sale_key text,
  price_cents bigint not null,
  commission_cents bigint not null,
  float_change_cents bigint not null,
  float_after_cents bigint not null,
  primary key (reseller_id, position)
);
create index reseller_rows_by_time on reseller_rows (reseller_id, at, position);
create unique index reseller_sales on reseller_rows (reseller_id, sale_key) where kind = 'sale';
