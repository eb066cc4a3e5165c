-- What staff wrote down about customers. What it says is kept apart, in versions, so that it can be erased and the note stay known.
create table notes (
  note_id text primary key,
  customer_id text not null,
  written_by text not null,
  written_at timestamptz not null,
  is_pinned boolean not null,
  version integer not null,
  erased_by text,
  erased_at timestamptz,
  add_key text not null unique
);
create index notes_of_customer on notes (customer_id, note_id desc);

-- Personal data: `said` is null once it was erased.
create table note_versions (
  note_id text not null references notes,
  version integer not null,
  said text,
  written_by text not null,
  written_at timestamptz not null,
  primary key (note_id, version)
);
