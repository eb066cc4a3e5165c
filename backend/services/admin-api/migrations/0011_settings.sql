-- Who the operator is, each version whole. Rows are only added.
create table settings_versions (
  version integer primary key,
  settings jsonb not null,
  valid_from timestamptz not null,
  changed_by text not null,
  changed_at timestamptz not null,
  reason text not null
);

-- Pictures by the SHA-256 of what they are, so that a version names one and none is kept twice.
create table settings_logos (
  digest text primary key,
  media_type text not null,
  content bytea not null
);
