-- People and how they prove who they are. Columns that hold personal data are marked, so that export and erasure can walk the marks.

create table customers (
  customer_id text primary key,
  name text not null,
  phone text not null,
  email text not null,
  -- E-mail addresses are not proved. The first verified customer who names one signs in with it; for later ones it is only an address.
  email_signs_in boolean not null default false,
  password_hash text not null,
  language text not null,
  registered_at timestamptz not null,
  verified_at timestamptz
);
create unique index one_verified_customer_per_phone on customers (phone) where verified_at is not null;
create unique index one_customer_signs_in_by_email on customers (email) where email_signs_in;
create index customers_not_verified on customers (registered_at) where verified_at is null;
comment on column customers.name is 'personal';
comment on column customers.phone is 'personal';
comment on column customers.email is 'personal';
comment on column customers.password_hash is 'secret: Argon2id';

create table staff (
  staff_id text primary key,
  name text not null,
  email text not null unique,
  password_hash text not null,
  permissions text[] not null,
  created_at timestamptz not null
);
comment on column staff.name is 'personal';
comment on column staff.email is 'personal';
comment on column staff.password_hash is 'secret: Argon2id';

-- A code that was sent (or, for a phone nobody has, only pretended to be sent).
create table verifications (
  verification_id text primary key,
  purpose text not null check (purpose in ('registration', 'sign-in')),
  phone text not null,
  customer_id text references customers on delete cascade,
  code_hash bytea not null,
  attempts integer not null default 0,
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  idempotency_key text unique,
  request_hash bytea
);
create index verifications_of_phone on verifications (phone, issued_at);
create index verifications_by_age on verifications (issued_at);
comment on column verifications.phone is 'personal';
comment on column verifications.code_hash is 'secret: HMAC-SHA-256';

-- Customers made by operators' commands, so that a repeated command makes nobody twice.
create table customer_commands (
  idempotency_key text primary key,
  customer_id text not null references customers,
  request_hash bytea not null
);

create table sign_in_attempts (
  identifier_hash bytea primary key,
  failures integer not null,
  last_at timestamptz not null,
  blocked_until timestamptz
);
create index sign_in_attempts_by_age on sign_in_attempts (last_at);

create table token_families (
  family_id text primary key,
  customer_id text not null references customers on delete cascade,
  device text not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  ended_because text check (ended_because in ('signed-out', 'token-reused'))
);
create index token_families_of_customer on token_families (customer_id);
comment on column token_families.device is 'personal';

create table refresh_tokens (
  token_hash bytea primary key,
  family_id text not null references token_families on delete cascade,
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  rotated_at timestamptz
);
create index refresh_tokens_of_family on refresh_tokens (family_id);
create index refresh_tokens_by_expiry on refresh_tokens (expires_at);
comment on column refresh_tokens.token_hash is 'secret: SHA-256';

create table signing_keys (
  kid text primary key,
  public_jwk jsonb not null,
  sealed_private_jwk bytea not null,
  created_at timestamptz not null,
  -- Access tokens of a retired key are accepted until the last of them has expired.
  retired_at timestamptz
);
comment on column signing_keys.sealed_private_jwk is 'secret: AES-256-GCM with IDENTITY_SEALING_KEY';
