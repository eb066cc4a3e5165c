-- A refund or dispute of a payment that was booked already; the finding says which.
alter table notices drop constraint notices_result_check;
alter table notices add constraint notices_result_check
  check (result in ('asking', 'settled-already', 'taken-back', 'unknown-reference', 'not-about-a-payment', 'unreadable'));

-- What is forgotten after a time (see adapters/retention-postgres.ts) is found by its age.
create index notices_by_time on notices using brin (received_at);
create index intents_with_email on intents (created_at) where email <> '';
