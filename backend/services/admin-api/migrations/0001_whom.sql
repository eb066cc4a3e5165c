-- A customer's page asks for all that was done to this one, whatever kind it is called by.
create index audit_entries_whom_id on audit_entries (whom_id, position);
