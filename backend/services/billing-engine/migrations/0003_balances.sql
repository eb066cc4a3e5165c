-- Plans with several balances, windows, rollover, transfer, sharing, holds and use out of bundle. Rows written before are put right by
-- the rebuild that follows, because `form` is older than the program's.

alter table projection_position add column form integer not null default 1;

alter table accounts
  add column shared_version bigint not null default 0,
  add column tariff_plan_id text,
  add column tariff_payer text,
  add column tariff_limit_cents bigint,
  add column tariff_used_cents bigint not null default 0,
  add column restricted_by_dunning text,
  add column restricted_by_staff text,
  add column pool_owner_id text;

drop table plans;
create table plans (
  plan_id text not null,
  version integer not null,
  name text not null,
  -- In the operator's own currency, to sort by.
  price_cents bigint not null,
  -- The whole plan as JSON: all that is asked of it is the whole.
  terms text not null,
  publication_key text not null unique,
  published_at timestamptz not null,
  -- When the next version replaced it or it was withdrawn; null is on offer.
  ended_at timestamptz,
  primary key (plan_id, version)
);
create unique index plans_on_offer on plans (plan_id) where ended_at is null;

alter table bundles drop constraint bundles_check;
alter table bundles
  add column plan_order integer not null default 0,
  add column window_open text,
  add column zone text,
  add column uncapped boolean not null default false,
  add column shared boolean not null default false,
  add column source text not null default 'wallet',
  add column octets_sent bigint not null default 0,
  add column rolled_over integer not null default 0,
  add check (octets_used + octets_expired + octets_sent <= octets_granted);
drop index bundles_by_purchase;
create unique index bundles_by_purchase on bundles (customer_id, purchase_key, plan_order);
create index bundles_with_window on bundles (window_open, customer_id) where state = 'active' and window_open is not null;

-- Holds of money and reservations of data that end by themselves.
create table account_timers (
  customer_id text not null,
  timer text not null,
  ends_at timestamptz not null,
  primary key (customer_id, timer)
);
create index account_timers_to_end on account_timers (ends_at);

-- With whom bundles are shared.
create table members (
  owner_id text not null,
  member_id text not null,
  limit_octets bigint,
  octets_used bigint not null,
  -- The version of what is shared that the member's account was told of.
  noted_version bigint not null,
  primary key (owner_id, member_id)
);
create index members_by_member on members (member_id);

alter table session_usage
  add column octets_shared bigint not null default 0,
  add column octets_out_of_bundle bigint not null default 0,
  add column out_of_bundle_cents bigint not null default 0;

alter table ledger_entries rename column customer_id to party;
alter table ledger_entries add column effective_at timestamptz;
update ledger_entries set effective_at = at;
alter table ledger_entries alter column effective_at set not null;
create index ledger_entries_by_account on ledger_entries (account, currency, effective_at);
create index ledger_entries_by_party on ledger_entries (party, position);
