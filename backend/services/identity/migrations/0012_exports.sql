-- Copies of a customer's personal data: asked for, made in the background, kept sealed for a week.
create table personal_data_exports (
  export_id text primary key,
  customer_id text not null references customers on delete cascade,
  asked_at timestamptz not null,
  asked_by text not null,
  attempts integer not null default 0,
  made_at timestamptz,
  good_until timestamptz,
  octets integer,
  -- Services that did not answer, so that their part is missing.
  missing text[] not null default '{}',
  sealed_key bytea,
  sealed bytea,
  check ((sealed is null) = (sealed_key is null))
);
create index personal_data_exports_of_customer on personal_data_exports (customer_id, asked_at desc);
create index personal_data_exports_to_make on personal_data_exports (asked_at) where made_at is null;
create index personal_data_exports_to_end on personal_data_exports (good_until) where sealed is not null;
comment on column personal_data_exports.asked_by is 'personal';
comment on column personal_data_exports.sealed is 'secret: AES-256-GCM with the key of the row';
comment on column personal_data_exports.sealed_key is 'secret: AES-256-GCM with IDENTITY_SEALING_KEY';
