-- Projections of the histories postpaid/<customer id>, and, apart from them, who invoices are made out to.

create table postpaid_customers (
  customer_id text primary key,
  currency text not null,
  zone text not null,
  segment text not null,
  details_id text not null,
  commitment text not null,
  period_from date not null,
  period_to date not null,
  -- Null: nothing will be invoiced until something is ordered.
  next_close_on date,
  next_dunning_on date,
  -- A promise or an exemption: until it ends, invoices do not bring the day forward.
  dunning_held boolean not null,
  restriction text not null,
  receivable_cents bigint not null,
  credit_cents bigint not null,
  deferred_cents bigint not null,
  -- What was deferred for the days before this one is earned.
  earned_before date not null
) with (fillfactor = 70);
create index postpaid_to_close on postpaid_customers (next_close_on, customer_id) where next_close_on is not null;
create index postpaid_to_dun on postpaid_customers (next_dunning_on, customer_id) where next_dunning_on is not null;
create index postpaid_to_earn on postpaid_customers (earned_before, customer_id) where deferred_cents > 0;

create table postpaid_subscriptions (
  customer_id text not null,
  subscription_id text not null,
  billing text not null,
  plan_id text not null,
  plan_version integer not null,
  name text not null,
  price_cents bigint not null,
  quantity integer not null,
  starts_on date not null,
  ends_on date,
  paused_from date,
  primary key (customer_id, subscription_id)
);
create index postpaid_subscriptions_of_plan on postpaid_subscriptions (plan_id, plan_version);

-- The last number given out of each series. Documents are numbered in the order of the chain of events, so there are no gaps and a
-- rebuild gives every document the number that it has.
create table document_series (series text primary key, last_serial bigint not null);

create table billing_documents (
  document_id text primary key,
  customer_id text not null,
  position bigint not null,
  kind text not null,
  series text not null,
  serial bigint not null,
  form text not null,
  issued_on date not null,
  due_on date,
  currency text not null,
  net_cents bigint not null,
  vat_cents bigint not null,
  gross_cents bigint not null,
  paid_cents bigint not null,
  credited_cents bigint not null,
  written_off_cents bigint not null,
  -- Of a credit note: its invoice.
  credits_document_id text,
  details_id text not null,
  commitment text not null,
  delivered boolean not null,
  unique (series, serial)
) with (fillfactor = 80);
create index billing_documents_of_customer on billing_documents (customer_id, position);
create index billing_documents_open on billing_documents (customer_id, due_on)
  where kind = 'invoice' and gross_cents > paid_cents + credited_cents + written_off_cents;

-- Names, addresses and VAT numbers are in no event, so that they can be erased when the law no longer wants them kept. An event carries
-- the commitment: SHA-256 over the salt and the details. Without the salt nobody can guess what they were.
create table invoice_recipients (
  details_id text primary key,
  customer_id text not null,
  name text,
  address_lines text[],
  vat_number text,
  salt text,
  commitment text not null,
  recorded_at timestamptz not null,
  erased_at timestamptz,
  check ((name is null) = (erased_at is not null)),
  check ((salt is null) = (erased_at is not null))
);
create index invoice_recipients_of_customer on invoice_recipients (customer_id, recorded_at);
