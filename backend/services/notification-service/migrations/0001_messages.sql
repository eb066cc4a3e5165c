-- How to reach a customer: a view of what identity tells, kept only for verified phones.
create table contacts (
  customer_id text primary key,
  phone text not null,
  language text not null
);

-- What was or will be sent, once per cause.
create table messages (
  message_id text primary key,
  cause text not null unique,
  -- Empty for a code: whoever asks for one need not be a customer yet.
  customer_id text not null,
  channel text not null,
  "to" text not null,
  -- Blanked when it held a code that has long expired.
  text text not null,
  kind text not null,
  created_at timestamptz not null
);
create index messages_by_time on messages (created_at desc, message_id desc);
create index messages_by_customer on messages (customer_id, created_at desc);
create index messages_by_recipient on messages ("to", created_at desc);

-- Billing may be followed faster than identity: news for customers whose phone is not known yet.
create table waiting_news (
  customer_id text not null,
  position bigint not null,
  type text not null,
  at timestamptz not null,
  json text not null,
  primary key (customer_id, position)
);
