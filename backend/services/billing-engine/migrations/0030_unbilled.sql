-- What was used out of bundle on account and is on no invoice yet. Rows written before are put right by the rebuild that follows.
alter table accounts add column unbilled_cents bigint not null default 0;
create index accounts_unbilled on accounts (customer_id) where unbilled_cents > 0;
