-- Marked, so that a customer's copy of their data has it.
comment on column intents.email is 'personal';
comment on column intents.amount_cents is 'personal';
comment on column findings.words is 'personal';
