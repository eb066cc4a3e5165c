-- Roles as data, and who has which. Built-in roles are in the code, so that a new version's permissions reach them; a row here is a role of
-- the operator's own, or what the operator has made of a built-in one.
create table roles (
  role text primary key,
  title text not null,
  permissions text[] not null,
  changed_at timestamptz not null
);

alter table staff
  drop column permissions,
  -- Null is everywhere; else only these.
  add column sites text[],
  add column resellers text[];

create table invitations (
  invitation_id text primary key,
  email text not null,
  name text not null,
  role text not null,
  sites text[],
  resellers text[],
  token_hash bytea not null unique,
  invited_by text not null,
  invited_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  withdrawn_at timestamptz
);
create unique index one_open_invitation_per_address on invitations (email) where accepted_at is null and withdrawn_at is null;
comment on column invitations.email is 'personal';
comment on column invitations.name is 'personal';
comment on column invitations.token_hash is 'secret: SHA-256';

-- More rights for some hours.
create table elevations (
  elevation_id text primary key,
  staff_id text not null references staff on delete cascade,
  permissions text[] not null,
  minutes integer not null,
  reason text not null,
  asked_at timestamptz not null,
  decided_at timestamptz,
  decided_by text,
  approved boolean,
  ends_at timestamptz,
  check ((approved is true) = (ends_at is not null))
);
create index elevations_of_staff on elevations (staff_id, asked_at);
create index elevations_undecided on elevations (asked_at) where decided_at is null;

-- Programs that act for the operator.
create table api_clients (
  client_id text primary key,
  name text not null,
  secret_hash bytea not null,
  permissions text[] not null,
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);
comment on column api_clients.secret_hash is 'secret: SHA-256';
