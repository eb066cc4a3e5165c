-- Approvals: projection of `approval/…`.

create table approvals (
  approval_id text primary key,
  kind text not null,
  -- The customer, the batch or the reseller.
  subject text not null,
  change text not null,
  stake_cents bigint not null,
  currency text not null,
  reason_code text not null,
  proposal_key text not null unique,
  proposed_by text not null,
  proposed_at timestamptz not null,
  expires_at timestamptz not null,
  state text not null,
  decided_by text,
  decided_at timestamptz,
  reversal_id text
) with (fillfactor = 70);
create index approvals_open on approvals (expires_at, approval_id) where state = 'proposed';
create index approvals_of_subject on approvals (subject, proposed_at);

-- Not a projection: what the proposer wrote. The event holds a salted hash of it, so that it can be erased and, until then, not altered.
create table approval_notes (
  approval_id text primary key,
  salt text not null,
  note text not null
);
