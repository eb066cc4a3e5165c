-- Events of other services whose effect failed for a reason of their own (an account that cannot be read), kept so that they hold up
-- nobody else and are not lost. They are tried again until they succeed; every effect may come late and twice.
create table events_set_aside (
  source text not null,
  position bigint not null,
  type text not null,
  key text not null,
  at timestamptz not null,
  json text not null,
  traceparent text not null,
  reason text not null,
  set_aside_at timestamptz not null default now(),
  tried_at timestamptz not null default now(),
  primary key (source, position)
);
