-- The raw inbox of provider callbacks: what came in, octet for octet, before anybody believes it.
create table callbacks (
  callback_id text primary key,
  provider text not null,
  -- A provider repeats a callback until we answer, and forwards may double it: the same octets are one callback.
  body_sha256 bytea not null check (octet_length(body_sha256) = 32),
  -- personal data: payer's e-mail and card digits as the provider sent them
  raw_body bytea not null,
  -- A hint for whoever investigates, never a reason to believe: addresses are forged and proxied.
  source_address text not null,
  received_at timestamptz not null,
  unique (provider, body_sha256)
);

create index callbacks_by_time on callbacks (received_at);
