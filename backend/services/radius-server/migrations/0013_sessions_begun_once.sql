-- A NAS that asks from another port each time reaches several processes at once, and after a time without database all of them have reports of
-- the same session to write. Rows that are there are guarded by their revision; this guards those that are not there yet: whoever begins a
-- session, or goes on with one that had ended, names the newest of its key as it knows them ("id revision"). Processes take turns at a key
-- until they commit, and the second finds what the first has done. It would count the session once more otherwise.
create function begin_sessions_alone(keys json, newest integer) returns void language plpgsql
  set plan_cache_mode = force_generic_plan set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
as $$
declare
  key_lock integer;
begin
  if keys is null then return; end if;
  -- In the same order everywhere, so that nobody waits for one who waits for them.
  for key_lock in
    select distinct hashtext(k.nas_id || ' ' || k.acct_session_id || ' ' || k.username)
    from json_to_recordset(keys) as k(acct_session_id text, username text, nas_id text) order by 1
  loop
    perform pg_advisory_xact_lock(hashtext('radius session key'), key_lock);
  end loop;
  -- A statement of its own: it sees what was committed while this one waited.
  if exists (
    select 1 from json_to_recordset(keys) as k(acct_session_id text, username text, nas_id text, known text[])
    cross join lateral (select s.session_id || ' ' || s.revision as state from sessions s where s.acct_session_id = k.acct_session_id and s.username = k.username
      and s.nas_id = k.nas_id order by s.started_at desc limit newest) there
    where there.state <> all (k.known))
  then
    raise exception using errcode = 'BE001', message = 'a session was begun by somebody else';
  end if;
end $$;
