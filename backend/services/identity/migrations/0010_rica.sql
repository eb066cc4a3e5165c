-- The verification of customers' identities (RICA sections 39 and 40): where it stands, what was shown, and what happened.
create table rica_cases (
  customer_id text primary key references customers on delete cascade,
  state text not null check (state in ('not-started', 'submitted', 'in-review', 'verified', 'rejected', 'expired')),
  since timestamptz not null,
  service_kind text check (service_kind in ('hotspot', 'fixed', 'sim')),
  reviewer text,
  -- The basis of a verification, or the reason of a rejection.
  note text,
  good_until date,
  -- As they were submitted: names, number, date of birth, address, company.
  sealed_details bytea,
  contract_ended_on date,
  -- The last day of the law; the sweep destroys what was shown after it.
  kept_until date,
  destroyed_at timestamptz,
  check ((state = 'not-started') = (service_kind is null))
);
create index rica_cases_waiting on rica_cases (since) where state in ('submitted', 'in-review');
create index rica_cases_expiring on rica_cases (good_until) where state = 'verified' and good_until is not null;
create index rica_cases_kept on rica_cases (kept_until) where destroyed_at is null;
comment on column rica_cases.sealed_details is 'personal: sealed with AES-256-GCM and IDENTITY_SEALING_KEY';
comment on column rica_cases.note is 'personal';

-- Each file under a key of its own, which is sealed with the installation's: a new sealing key seals keys again, not files.
create table rica_evidence (
  evidence_id text primary key,
  customer_id text not null references customers on delete cascade,
  kind text not null,
  media_type text not null,
  octets integer not null,
  sha256 bytea not null,
  added_at timestamptz not null,
  sealed_key bytea,
  sealed bytea,
  -- Null as long as it is what is shown; another file of the kind takes its place.
  replaced_at timestamptz,
  destroyed_at timestamptz,
  check ((destroyed_at is null) = (sealed is not null) and (sealed is null) = (sealed_key is null))
);
create unique index rica_evidence_shown on rica_evidence (customer_id, kind) where replaced_at is null and destroyed_at is null;
create index rica_evidence_of_customer on rica_evidence (customer_id, added_at);
comment on column rica_evidence.media_type is 'personal';
comment on column rica_evidence.sealed is 'secret: AES-256-GCM with the key of the row';
comment on column rica_evidence.sealed_key is 'secret: AES-256-GCM with IDENTITY_SEALING_KEY';

create table rica_history (
  customer_id text not null references customers on delete cascade,
  position bigint generated always as identity,
  at timestamptz not null,
  happened text not null,
  by_whom text not null,
  note text not null,
  primary key (customer_id, position)
);
comment on column rica_history.note is 'personal';
