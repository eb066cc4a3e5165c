-- Logins that have to be counted or need an address of ours. Several processes admit at the same time; the rules are kept here, where they meet.

-- A login that was accepted, until its session has begun (sessions.claim_id) or the time is over. Personal data: customer_id, station.
create table session_claims (
  claim_id text primary key,
  customer_id text not null,
  nas_id text not null,
  -- Calling-Station-Id without its punctuation: the same device again takes the place of its former session.
  station text,
  expires_at timestamptz not null
);
create index session_claims_of_customer on session_claims (customer_id);
create index session_claims_expired on session_claims (expires_at);
create index sessions_open_claim on sessions (claim_id) where ended_at is null and claim_id is not null;

create table address_pools (
  name text primary key check (name ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
  family integer not null check (family in (4, 6)),
  -- Of what is handed out: 32 is one IPv4 address, 64 a subscriber's IPv6 link, 56 a delegated prefix.
  prefix_length integer not null check (prefix_length between 1 and 128),
  -- An address stays its customer's for so long after the last login.
  keep_hours integer not null check (keep_hours > 0),
  -- Units of all ranges; those from next_unit on were never prepared.
  units bigint not null default 0,
  next_unit bigint not null default 0,
  changed_at timestamptz not null default clock_timestamp(),
  check (family = 6 or prefix_length = 32)
);

-- Addresses as numbers. No two ranges overlap, so no address is in two pools.
create table pool_ranges (
  pool text not null references address_pools on delete cascade,
  family integer not null,
  first numeric not null,
  last numeric not null,
  from_unit bigint not null,
  primary key (pool, from_unit),
  check (first <= last),
  constraint pool_ranges_apart exclude using gist (int4range(family, family, '[]') with &&, numrange(first, last, '[]') with &&)
);

create table address_leases (
  pool text not null references address_pools on delete cascade,
  unit bigint not null,
  address inet not null unique,
  -- Null: prepared and free. Personal data.
  customer_id text,
  slot integer not null default 0,
  -- Set by the operator for this customer; never given to anybody else.
  fixed boolean not null default false,
  -- The login that used it last.
  claim_id text,
  used_at timestamptz not null default now(),
  -- Kept in stock by a process for logins while the database is away.
  held_by text,
  primary key (pool, unit),
  check (held_by is null or customer_id is null)
);
create unique index address_leases_of_customer on address_leases (pool, customer_id, slot) where customer_id is not null;
create index address_leases_free on address_leases (pool, used_at) where customer_id is null and held_by is null;
create index address_leases_held on address_leases (held_by) where held_by is not null;
create index address_leases_idle on address_leases (pool, used_at) where customer_id is not null and not fixed;

-- Processes of this service, for what only one of them holds: a TLS conversation, a RadSec connection, a stock of addresses.
create table processes (
  process_id text primary key,
  -- Where the others reach it: address and port, UDP. Null when it serves nobody else.
  inbox text,
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now()
);

create function address_text(address inet) returns text language sql immutable as $$
  select case when masklen(address) = (case family(address) when 4 then 32 else 128 end) then host(address) else text(address) end
$$;

create function address_of_unit(in_pool text, in_unit bigint) returns inet language sql stable as $$
  select case p.family
    when 4 then '0.0.0.0'::inet + (r.first + (in_unit - r.from_unit))::bigint
    else set_masklen((select string_agg(to_hex(mod(trunc(n.number / (65536::numeric ^ i)), 65536)::integer), ':' order by i desc)
      from generate_series(0, 7) i)::inet, p.prefix_length)
    end
  from address_pools p join pool_ranges r on r.pool = p.name,
    lateral (select r.first + (in_unit - r.from_unit) * (2::numeric ^ (128 - p.prefix_length)) as number) n
  where p.name = in_pool and r.from_unit <= in_unit
  order by r.from_unit desc limit 1
$$;

create function plain_station(station text) returns text language sql immutable as $$
  select lower(regexp_replace(station, '[^0-9A-Za-z]', '', 'g'))
$$;

-- Whether a session or a login under way has the address. A session of `but_station` does not count: that device is coming back.
create function lease_is_busy(in_address inet, in_claim text, but_station text) returns boolean language sql stable as $$
  select exists (select 1 from sessions s where s.ended_at is null
      and (s.framed_ip_address = address_text(in_address) or s.claim_id = in_claim)
      and (but_station is null or plain_station(s.calling_station_id) is distinct from but_station))
    or exists (select 1 from session_claims c where c.claim_id = in_claim and c.expires_at > now()
      and (but_station is null or c.station is distinct from but_station)
      and not exists (select 1 from sessions s where s.claim_id = c.claim_id))
$$;

-- The customer's own address again, if it is not in use by another device, else one that is prepared. Null when none is.
create function take_lease(in_pool text, in_customer text, in_claim text, in_station text) returns text language plpgsql as $$
declare
  taken inet;
  mine record;
  next_slot integer := 0;
begin
  for mine in select * from address_leases where pool = in_pool and customer_id = in_customer order by slot for update loop
    if mine.claim_id = in_claim or not lease_is_busy(mine.address, mine.claim_id, in_station) then
      update address_leases set claim_id = in_claim, used_at = now() where pool = in_pool and unit = mine.unit;
      return address_text(mine.address);
    end if;
    next_slot := mine.slot + 1;
  end loop;
  update address_leases set customer_id = in_customer, slot = next_slot, claim_id = in_claim, used_at = now()
  where (pool, unit) = (select pool, unit from address_leases where pool = in_pool and customer_id is null and held_by is null
    order by used_at limit 1 for update skip locked)
  returning address into taken;
  return address_text(taken);
end $$;

-- Admits one login, or says why not: {"outcome": "admitted"|"limit-reached"|"pool-empty", "address", "prefix", "delegated", "pools": empty ones, "leave": sessions}.
create function admit_session(in_claim text, in_customer text, in_nas text, in_station text, in_most integer, in_oldest boolean,
  in_address_pool text, in_prefix_pool text, in_delegated_pool text, in_refuse_empty boolean, in_seconds integer)
returns jsonb language plpgsql as $$
declare
  there integer;
  leaving jsonb := '[]';
  given jsonb := '{}';
  wanted record;
  lease text;
  empty_pools jsonb := '[]';
begin
  perform pg_advisory_xact_lock(hashtext('radius session claims'), hashtext(in_customer));
  if in_most is not null then
    select count(*) into there from (
      select 1 from sessions s where s.customer_id = in_customer and s.ended_at is null
        and (in_station is null or plain_station(s.calling_station_id) is distinct from in_station)
      union all
      select 1 from session_claims c where c.customer_id = in_customer and c.claim_id <> in_claim and c.expires_at > now()
        and (in_station is null or c.station is distinct from in_station)
        and not exists (select 1 from sessions s where s.claim_id = c.claim_id)) as others;
    if there >= in_most then
      if not in_oldest then return jsonb_build_object('outcome', 'limit-reached'); end if;
      select coalesce(jsonb_agg(session_id), '[]') into leaving from (
        select s.session_id from sessions s where s.customer_id = in_customer and s.ended_at is null
          and (in_station is null or plain_station(s.calling_station_id) is distinct from in_station)
        order by s.started_at limit there - in_most + 1) as oldest;
      -- What has not even begun gives way too.
      delete from session_claims c where c.customer_id = in_customer
        and not exists (select 1 from sessions s where s.claim_id = c.claim_id);
    end if;
  end if;
  insert into session_claims (claim_id, customer_id, nas_id, station, expires_at)
  values (in_claim, in_customer, in_nas, in_station, now() + make_interval(secs => in_seconds))
  -- Asked for a second time, after addresses were prepared.
  on conflict (claim_id) do update set expires_at = excluded.expires_at;
  for wanted in select * from (values ('address', in_address_pool), ('prefix', in_prefix_pool), ('delegated', in_delegated_pool))
    as w(what, pool) where w.pool is not null
  loop
    lease := take_lease(wanted.pool, in_customer, in_claim, in_station);
    if lease is null then empty_pools := empty_pools || to_jsonb(wanted.pool);
    else given := given || jsonb_build_object(wanted.what, lease);
    end if;
  end loop;
  if in_refuse_empty and empty_pools <> '[]' then
    delete from session_claims where claim_id = in_claim;
    return jsonb_build_object('outcome', 'pool-empty', 'pools', empty_pools);
  end if;
  return given || jsonb_build_object('outcome', 'admitted', 'pools', empty_pools, 'leave', leaving);
end $$;

-- Prepares so many addresses: those never used first, then those that nobody has used for longer than they are kept. Returns how many.
create function prepare_addresses(in_pool text, many integer) returns integer language plpgsql as $$
declare
  p address_pools%rowtype;
  fresh bigint;
  freed integer := 0;
begin
  select * into p from address_pools where name = in_pool for update;
  if not found then return 0; end if;
  fresh := least(many, p.units - p.next_unit);
  insert into address_leases (pool, unit, address)
  select in_pool, unit, address_of_unit(in_pool, unit) from generate_series(p.next_unit, p.next_unit + fresh - 1) as unit
  on conflict do nothing;
  update address_pools set next_unit = next_unit + fresh where name = in_pool;
  if fresh < many then
    with idle as (
      select pool, unit from address_leases where pool = in_pool and customer_id is not null and not fixed
        and used_at < now() - make_interval(hours => p.keep_hours) and not lease_is_busy(address, claim_id, null)
      order by used_at limit many - fresh for update skip locked)
    update address_leases l set customer_id = null, slot = 0, claim_id = null from idle
    where l.pool = idle.pool and l.unit = idle.unit;
    get diagnostics freed = row_count;
  end if;
  return fresh + freed;
end $$;

-- Takes an address out of the pool that it is in, for this customer alone. Does nothing when it is in none; fails (unique violation) when
-- somebody else has it.
create function fix_address(in_address inet, in_customer text) returns void language plpgsql as $$
declare
  number numeric := (select sum(get_byte(inet_send(in_address), 3 + i) * 256::numeric ^ (octets - i))
    from (select case family(in_address) when 4 then 4 else 16 end as octets) o, generate_series(1, o.octets) i);
  place record;
begin
  select r.pool, r.from_unit + trunc((number - r.first) / (2::numeric ^ (case p.family when 4 then 0 else 128 - p.prefix_length end)))::bigint as unit
  into place from pool_ranges r join address_pools p on p.name = r.pool
  where r.family = family(in_address) and number between r.first and r.last
    and p.prefix_length = masklen(in_address);
  if not found then return; end if;
  insert into address_leases (pool, unit, address, customer_id, slot, fixed)
  values (place.pool, place.unit, in_address, in_customer, 1000 + (place.unit % 1000000)::integer, true)
  on conflict (pool, unit) do update set customer_id = excluded.customer_id, slot = excluded.slot, fixed = true, claim_id = null
  where address_leases.held_by is null and (address_leases.customer_id is null or address_leases.customer_id = excluded.customer_id);
  if not exists (select 1 from address_leases where pool = place.pool and unit = place.unit and customer_id = in_customer) then
    raise unique_violation using message = 'the address is somebody else''s';
  end if;
end $$;
