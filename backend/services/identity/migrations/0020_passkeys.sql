-- Passkeys (WebAuthn). Of a customer or of a member of staff: the prefixes of their ids keep them apart, as with authenticators.
create table passkeys (
  passkey_id text primary key,
  -- Chosen by the authenticator, and unique over all persons (WebAuthn level 3, section 7.1).
  credential_id bytea not null unique,
  person_id text not null,
  name text not null,
  public_key bytea not null,
  -- Zero for ever where the authenticator does not count.
  counter bigint not null,
  transports text[] not null,
  backed_up boolean not null,
  added_at timestamptz not null,
  last_used_at timestamptz
);
create index passkeys_of_person on passkeys (person_id);
comment on column passkeys.name is 'personal';

-- What an authenticator is asked to sign. Whoever answers takes the row away, whatever the answer is worth.
create table passkey_challenges (
  challenge_hash bytea primary key,
  purpose text not null check (purpose in ('registration', 'sign-in', 'second-factor', 'step-up')),
  -- Null where the passkey is to say whose it is.
  person_id text,
  expires_at timestamptz not null,
  check ((person_id is null) = (purpose = 'sign-in'))
);
create index passkey_challenges_of_person on passkey_challenges (person_id) where person_id is not null;
create index passkey_challenges_by_expiry on passkey_challenges (expires_at);
comment on column passkey_challenges.challenge_hash is 'secret: SHA-256';
