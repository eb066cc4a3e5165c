-- A customer moves to another phone, and proves it like the first one.
alter table verifications drop constraint verifications_purpose_check;
alter table verifications add constraint verifications_purpose_check
  check (purpose in ('registration', 'sign-in', 'phone-change'));
