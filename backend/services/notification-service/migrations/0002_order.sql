-- Several messages of one millisecond are shown in the order in which they were written.
alter table messages add column number bigint generated always as identity;
