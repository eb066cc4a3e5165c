-- What is paid for besides a bundle: an invoice, of a customer who uses first and pays afterwards.
alter table intents add column invoice_id text check (invoice_id is null or plan_id is null);
