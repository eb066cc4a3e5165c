-- Who changed what, in order and for good. Positions have no gaps: every writer locks the last link and counts on from it.
create table audit_entries (
  position bigint primary key,
  -- Where the entry was told, and its position there: a message that comes twice is written once.
  source text not null,
  source_position text not null,
  who text not null,
  what text not null,
  whom_kind text not null,
  whom_id text not null,
  why text not null,
  at timestamptz not null,
  -- Canonical JSON of the whole entry as text, because the hash is over its octets and jsonb would rewrite them.
  entry text not null,
  -- SHA-256 over the hash before and everything above, in hexadecimal.
  hash text not null,
  unique (source, source_position)
);
create index audit_entries_who on audit_entries (who, position);
create index audit_entries_what on audit_entries (what, position);
create index audit_entries_whom on audit_entries (whom_kind, whom_id, position);
create index audit_entries_at on audit_entries (at, position);

-- The last link, so that entries missing at the end are found too.
create table audit_chain (only_row boolean primary key default true check (only_row), position bigint not null, hash text not null);
insert into audit_chain (position, hash) values (0, repeat('0', 64));

create function audit_entries_are_for_good() returns trigger language plpgsql as $$
begin
  raise exception 'audit entries are only appended: % of % is refused', lower(tg_op), tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger audit_entries_are_for_good before update or delete or truncate on audit_entries
  for each statement execute function audit_entries_are_for_good();
