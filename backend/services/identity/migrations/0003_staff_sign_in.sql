-- Members of staff sign in with a password and a second factor. Sessions, their tokens and their rules are those that customers have.

alter table staff add column deactivated_at timestamptz;

alter table token_families
  alter column customer_id drop not null,
  add column staff_id text references staff on delete cascade,
  add column second_factor_at timestamptz,
  add constraint of_one_person check (num_nonnulls(customer_id, staff_id) = 1);
create index token_families_of_staff on token_families (staff_id) where staff_id is not null;
alter table token_families drop constraint token_families_ended_because_check;
alter table token_families add constraint token_families_ended_because_check
  check (ended_because in ('signed-out', 'token-reused', 'signed-out-elsewhere', 'second-factor-reset', 'deactivated', 'password-changed'));

-- Of a customer or of a member of staff: the prefixes of their ids keep them apart.
create table authenticators (
  person_id text primary key,
  -- In use since then; the last time step that was accepted is never accepted again, nor any before it (RFC 6238 section 5.2).
  sealed_secret bytea,
  confirmed_at timestamptz,
  last_step bigint,
  -- Shown to the person, and not proved yet.
  offered_sealed_secret bytea,
  offered_at timestamptz
);
comment on column authenticators.sealed_secret is 'secret: AES-256-GCM with IDENTITY_SEALING_KEY';
comment on column authenticators.offered_sealed_secret is 'secret: AES-256-GCM with IDENTITY_SEALING_KEY';

create table recovery_codes (
  person_id text not null,
  code_hash bytea not null,
  issued_at timestamptz not null,
  used_at timestamptz,
  primary key (person_id, code_hash)
);
comment on column recovery_codes.code_hash is 'secret: HMAC-SHA-256';

-- Whoever has proved a password, and is asked for the second factor.
create table sign_in_challenges (
  challenge_hash bytea primary key,
  person_id text not null,
  device text not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index sign_in_challenges_of_person on sign_in_challenges (person_id);
create index sign_in_challenges_by_expiry on sign_in_challenges (expires_at);
comment on column sign_in_challenges.challenge_hash is 'secret: SHA-256';
comment on column sign_in_challenges.device is 'personal';
