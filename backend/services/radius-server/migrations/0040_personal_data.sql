-- Marked, so that a customer's copy of their data has it.
comment on column credentials.username is 'personal';
comment on column credentials.sealed_password is 'secret: AES-256-GCM';
comment on column devices.mac is 'personal';
comment on column devices.name is 'personal';
comment on column sessions.username is 'personal';
comment on column sessions.framed_ip_address is 'personal';
comment on column sessions.calling_station_id is 'personal';
comment on column credentials.key_id is 'secret: how the password is kept';
comment on column credentials.password_form is 'secret: how the password is kept';
