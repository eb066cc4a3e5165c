-- What customers have said about marketing, each word of it: the latest for a channel counts, and none means no (POPIA section 69).
create table consent_words (
  customer_id text not null references customers on delete cascade,
  position bigint generated always as identity,
  channel text not null check (channel in ('sms', 'email', 'whatsapp', 'push', 'phone')),
  granted boolean not null,
  at timestamptz not null,
  by_whom text not null,
  -- portal, app, phone-call, paper, message or service.
  how text not null,
  -- What was shown or read out, word for word, is kept under this version.
  wording text not null,
  language text not null,
  address text not null,
  user_agent text not null,
  note text not null,
  primary key (customer_id, position)
);
create index consent_words_of_channel on consent_words (customer_id, channel, position desc);
comment on column consent_words.granted is 'personal';
comment on column consent_words.address is 'personal';
comment on column consent_words.user_agent is 'personal';
comment on column consent_words.note is 'personal';

-- Nothing about the person is left in the row since then; it stays for what the law keeps under its id.
alter table customers add column erased_at timestamptz;
