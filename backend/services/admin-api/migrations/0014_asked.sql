-- What stands for all that was asked for under the key: a key that comes again with anything else is refused.
alter table mass_actions add column asked text not null default '';
