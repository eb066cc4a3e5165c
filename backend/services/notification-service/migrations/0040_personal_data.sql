-- Marked, so that a customer's copy of their data has it.
comment on column contacts.phone is 'personal';
comment on column contacts.language is 'personal';
comment on column messages."to" is 'personal';
comment on column messages.text is 'personal';
comment on column waiting_news.json is 'personal';
