-- Customers who want everything about them to be erased: thirty days to think again, then it is carried out as far as the law lets go.
create table erasures (
  erasure_id text primary key,
  customer_id text not null references customers on delete cascade,
  state text not null check (state in ('requested', 'withdrawn', 'carried-out')),
  asked_at timestamptz not null,
  asked_by text not null,
  due_at timestamptz not null,
  ended_at timestamptz,
  -- Why it was not carried out when it was due; it is tried again.
  held_back text,
  -- What stays, by which law, and its last day.
  kept jsonb not null default '[]',
  check ((state = 'requested') = (ended_at is null))
);
create unique index one_open_erasure_per_customer on erasures (customer_id) where state = 'requested';
create index erasures_of_customer on erasures (customer_id, asked_at desc);
create index erasures_due on erasures (due_at) where state = 'requested';
comment on column erasures.asked_by is 'personal';
