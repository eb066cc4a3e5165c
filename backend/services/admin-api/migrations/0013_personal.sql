comment on column note_versions.said is 'personal: null once it was erased';
comment on column mass_action_customers.given is 'personal: an id or a phone number, as it was pasted';
