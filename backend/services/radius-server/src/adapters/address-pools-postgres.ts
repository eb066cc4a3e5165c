import type { Sql, Tx } from "@beacom/postgres";
import { ok, refuse } from "@beacom/result";
import type { StockStore } from "#application/address-stock";
import type { AddressPool, PoolStore } from "#application/keep-pools";
import { addressText, networkText } from "#domain/network";

type RangeRow = { first: string; last: string; from_unit: bigint };

export const addressPoolsIn = ({ sql }: { sql: Sql }): PoolStore => ({
  async put(pool) {
    try {
      return await sql.begin((tx) => putPool(tx, pool));
    } catch (error) {
      if (isOverlap(error)) return refuse({ kind: "range-taken" });
      throw error;
    }
  },
  async list() {
    const rows = await sql<
      {
        name: string;
        family: number;
        prefix_length: number;
        keep_hours: number;
        units: bigint;
        leased: bigint;
        ranges: RangeRow[];
      }[]
    >`select p.*, (select count(*) from address_leases l where l.pool = p.name and l.customer_id is not null) as leased,
        (select jsonb_agg(jsonb_build_object('first', r.first::text, 'last', r.last::text) order by r.from_unit) from pool_ranges r
          where r.pool = p.name) as ranges
      from address_pools p order by p.name`;
    return rows.map((row) => ({
      name: row.name,
      family: row.family,
      prefixLength: row.prefix_length,
      keepHours: row.keep_hours,
      units: row.units,
      leased: row.leased,
      ranges: (row.ranges ?? []).map((range) => rangeText(row.family, BigInt(range.first), BigInt(range.last))),
    }));
  },
  async remove(name) {
    return sql.begin(async (tx) => {
      const [used] = await tx`select 1 from access_profiles where definition->'address'->>'pool' = ${name}
        or definition->'prefix'->>'pool' = ${name} or definition->'delegated'->>'pool' = ${name}`;
      if (used) return refuse({ kind: "in-use" });
      const removed = await tx`delete from address_pools where name = ${name}`;
      return removed.count > 0 ? ok(undefined) : refuse({ kind: "not-there" });
    });
  },
});

async function putPool(tx: Tx, pool: AddressPool) {
  const { name, family, prefixLength, keepHours, ranges } = pool;
  const [known] = await tx<{ family: number; prefix_length: number; next_unit: bigint }[]>`
    select * from address_pools where name = ${name} for update`;
  if (known && (known.family !== family || known.prefix_length !== prefixLength))
    return refuse({ kind: "pool-changed" });
  await tx`insert into address_pools (name, family, prefix_length, keep_hours) values (${name}, ${family}, ${prefixLength}, ${keepHours})
    on conflict (name) do update set keep_hours = excluded.keep_hours, changed_at = clock_timestamp()`;
  const stored = await tx<RangeRow[]>`
    select first::text, last::text, from_unit from pool_ranges where pool = ${name} order by from_unit`;
  const isStored = (range: { first: bigint; last: bigint }): boolean =>
    stored.some(({ first, last }) => BigInt(first) === range.first && BigInt(last) === range.last);
  const gone = stored.filter(
    ({ first, last }) => !ranges.some((range) => range.first === BigInt(first) && range.last === BigInt(last)),
  );
  const step = 1n << BigInt((family === 4 ? 32 : 128) - prefixLength);
  const sizeOf = ({ first, last }: { first: bigint; last: bigint }): bigint => (last - first + 1n) / step;
  // Units are counted through: a range can go only while it is the last one and nothing of it was prepared.
  for (const range of gone.toReversed()) {
    if ((known?.next_unit ?? 0n) > range.from_unit || stored.at(-1) !== range) return refuse({ kind: "range-in-use" });
    await tx`delete from pool_ranges where pool = ${name} and from_unit = ${range.from_unit}`;
    stored.pop();
  }
  const lastRange = stored.at(-1);
  let next = lastRange
    ? lastRange.from_unit + sizeOf({ first: BigInt(lastRange.first), last: BigInt(lastRange.last) })
    : 0n;
  for (const range of ranges) {
    if (isStored(range)) continue;
    await tx`insert into pool_ranges (pool, family, first, last, from_unit)
      values (${name}, ${family}, ${`${range.first}`}::numeric, ${`${range.last}`}::numeric, ${next})`;
    next += sizeOf(range);
  }
  await tx`update address_pools set units = ${next} where name = ${name}`;
  return ok(undefined);
}

export const addressStockIn = ({ sql, processId }: { sql: Sql; processId: string }): StockStore => ({
  async pools() {
    return sql<{ name: string; units: bigint }[]>`select name, units from address_pools order by name`;
  },
  async hold(pool, many) {
    return sql.begin(async (tx) => {
      const [held] = await tx<{ count: bigint }[]>`
        select count(*) as count from address_leases where held_by = ${processId} and pool = ${pool}`;
      const take = async (missing: number): Promise<number> => {
        const { count } = await tx`update address_leases set held_by = ${processId} where (pool, unit) in (
          select pool, unit from address_leases where pool = ${pool} and customer_id is null and held_by is null
          order by used_at limit ${missing} for update skip locked)`;
        return missing - count;
      };
      const missing = many - Number(held!.count);
      const left = missing > 0 ? await take(missing) : 0;
      if (left > 0) {
        // Of a pool that nobody has used yet nothing is prepared.
        await tx`select prepare_addresses(${pool}, ${left})`;
        await take(left);
      }
      return tx<{ pool: string; address: string }[]>`
        select pool, address_text(address) as address from address_leases where held_by = ${processId} and pool = ${pool}`;
    });
  },
  async release() {
    await sql`update address_leases set held_by = null where held_by = ${processId}`;
  },
  async adopt(given) {
    await sql.begin(async (tx) => {
      for (const { pool, address, customerId } of given) {
        await tx`update address_leases set held_by = null, customer_id = ${customerId}, used_at = now(),
            slot = (select coalesce(max(slot) + 1, 0) from address_leases o where o.pool = ${pool} and o.customer_id = ${customerId})
          where held_by = ${processId} and pool = ${pool} and address = ${address}::inet`;
      }
    });
  },
});

function rangeText(family: number, first: bigint, last: bigint): string {
  const width = family === 4 ? 32 : 128;
  const size = last - first + 1n;
  const bits = size.toString(2).length - 1;
  if ((size & (size - 1n)) === 0n && first % size === 0n)
    return networkText({ bits: first, width, prefix: width - bits });
  return `${addressText({ bits: first, width })}-${addressText({ bits: last, width })}`;
}

const isOverlap = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "code" in error && error.code === "23P01";
