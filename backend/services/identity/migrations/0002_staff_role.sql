-- What somebody is to the operator: limits of amounts go by it, while permissions say which doors open.
alter table staff add column role text not null default '';
update staff set role = 'owner' where staff_id = (select staff_id from staff order by created_at, staff_id limit 1);
alter table staff alter column role drop default;
