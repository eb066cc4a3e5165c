-- What somebody wants to pay. The status only ever moves up: created, pending, expired, failed, then succeeded or under-review for good.
create table intents (
  payment_id text primary key,
  customer_id text not null,
  idempotency_key text not null,
  amount_cents bigint not null check (amount_cents > 0),
  currency text not null,
  plan_id text,
  email text not null, -- personal data: contact
  return_url text not null,
  provider text not null,
  status text not null check (status in ('created', 'pending', 'expired', 'failed', 'succeeded', 'under-review')),
  redirect_url text,
  reason text,
  settled_reference text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  settled_at timestamptz,
  -- When the first callback that claims success came in at webhook-handler.
  callback_at timestamptz,
  received_at timestamptz,
  -- When to ask the provider next; empty when there is nothing more to ask.
  next_ask_at timestamptz,
  last_asked_at timestamptz,
  -- Counts callbacks, so that an answer from before a callback cannot postpone the question after it.
  hints bigint not null default 0,
  -- One process at a time opens the payment at the provider; a crashed one loses its turn at this time.
  opening_until timestamptz,
  unique (customer_id, idempotency_key),
  check ((status = 'pending') <= (redirect_url is not null)),
  check ((status = 'succeeded') = (settled_reference is not null)),
  check ((status in ('created', 'pending')) = (settled_at is null))
);

create index intents_to_ask on intents (next_ask_at) where next_ask_at is not null;
create index intents_of_customer on intents (customer_id, payment_id desc);

-- Every reference under which the provider was asked to open an intent. Usually one; another when the answer of the first got lost.
create table attempts (
  reference text primary key,
  payment_id text not null references intents,
  number int not null,
  unique (payment_id, number)
);

-- What callbacks said, once per event of the provider. A provider without event ids repeats (event, data.id).
create table notices (
  provider text not null,
  event text not null,
  event_id text not null,
  callback_id text not null,
  reference text,
  payment_id text,
  result text not null check (result in ('asking', 'settled-already', 'unknown-reference', 'not-about-a-payment', 'unreadable')),
  words text not null default '',
  received_at timestamptz not null,
  times int not null default 1,
  primary key (provider, event, event_id)
);
create index notices_of_payment on notices (payment_id) where payment_id is not null;

-- What a person has to look at although the intent is settled: for example a second charge for one payment.
create table findings (
  payment_id text not null references intents,
  reference text not null,
  kind text not null,
  words text not null,
  found_at timestamptz not null,
  primary key (payment_id, reference, kind)
);
