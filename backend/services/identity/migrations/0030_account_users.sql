-- An account is a person's or a company's, and others may use it beside its holder.
create table companies (
  customer_id text primary key references customers on delete cascade,
  name text not null,
  registration_number text not null,
  vat_number text not null,
  changed_at timestamptz not null
);
comment on column companies.name is 'personal';
comment on column companies.registration_number is 'personal';
comment on column companies.vat_number is 'personal';

create table account_users (
  user_id text primary key,
  customer_id text not null references customers on delete cascade,
  name text not null,
  -- Whoever proves this phone may enter; known by themselves from the first time on, also when they move to another phone.
  phone text not null,
  person_id text references customers on delete cascade,
  level text not null check (level in ('view', 'pay', 'manage')),
  added_at timestamptz not null,
  last_entered_at timestamptz
);
create unique index one_user_for_a_phone on account_users (customer_id, phone);
create index account_users_of_phone on account_users (phone);
create index account_users_of_person on account_users (person_id) where person_id is not null;
comment on column account_users.name is 'personal';
comment on column account_users.phone is 'personal';
