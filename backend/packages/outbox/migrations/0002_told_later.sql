-- Each NOTIFY wakes every session of the database that listens to anything. Who commits hundreds of times a second tells of some of its
-- commits only, and of the last one later (tellFollowers): for the others it sets this in its transaction.
drop trigger outbox_tell on outbox;
create trigger outbox_tell after insert on outbox for each statement
  when (current_setting('beacom.outbox_told', true) is distinct from 'later') execute function outbox_tell();
