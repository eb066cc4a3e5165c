-- Marked, so that a customer's copy of their data has it. What each session used is radius-server's to tell.
comment on column accounts.posted_cents is 'personal';
comment on column bundles.plan_id is 'personal';
comment on column billing_documents.gross_cents is 'personal';
comment on column invoice_recipients.name is 'personal';
comment on column invoice_recipients.address_lines is 'personal';
comment on column invoice_recipients.vat_number is 'personal';
comment on column invoice_recipients.salt is 'secret: without it nobody can guess what a commitment stands for';
