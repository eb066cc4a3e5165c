-- The same done to many customers. Terms, phase and who it is for are read whole; what is asked by is in columns.
create table mass_actions (
  action_id text primary key,
  -- By whom and under which key it was prepared.
  prepare_key text not null unique,
  terms jsonb not null,
  reason text not null,
  asked_by text not null,
  asked_at timestamptz not null,
  phase jsonb not null,
  state text not null,
  -- Of those who started it: what one person did alone in a day is added up.
  started_by text,
  started_at timestamptz,
  alone_customers integer not null default 0,
  alone_stake_cents bigint not null default 0,
  -- Who started it and from where, for the entry of each customer.
  act jsonb,
  -- Null: everybody was named.
  filter jsonb,
  is_listed boolean not null,
  listed_after text not null default ''
);
create index mass_actions_at_work on mass_actions (action_id) where state in ('preparing', 'running', 'ready', 'awaiting-approval');
create index mass_actions_started on mass_actions (started_by, started_at) where started_by is not null;

-- The list, in its order. A customer is on it once.
create table mass_action_customers (
  action_id text not null references mass_actions,
  ordinal integer not null,
  -- Personal data: a phone number as it was pasted.
  given text not null,
  given_as text not null,
  customer_id text,
  state text not null,
  why text not null default '',
  cost_cents bigint not null default 0,
  attempts integer not null default 0,
  not_before timestamptz,
  -- Whoever works on it, and until when nobody else does.
  claim text,
  claimed_until timestamptz,
  done_at timestamptz,
  primary key (action_id, ordinal)
);
create unique index mass_action_customer_once on mass_action_customers (action_id, customer_id) where customer_id is not null;
create index mass_action_customers_to_do on mass_action_customers (action_id, state, ordinal) where state in ('looking', 'waiting');
