import { type Result, refuse } from "@beacom/result";
import { parseAddress, parseNetwork } from "#domain/network";

export type PoolRange = { readonly first: bigint; readonly last: bigint };

export type AddressPool = {
  readonly name: string;
  readonly family: 4 | 6;
  /** Of what is handed out: 32 for IPv4, 64 for a subscriber's link, 56 for a delegated prefix. */
  readonly prefixLength: number;
  readonly keepHours: number;
  readonly ranges: readonly PoolRange[];
};

export type PoolState = {
  readonly name: string;
  readonly family: number;
  readonly prefixLength: number;
  readonly keepHours: number;
  /** As networks, or `first-last`. */
  readonly ranges: readonly string[];
  readonly units: bigint;
  /** With a customer, whether online or not. */
  readonly leased: bigint;
};

export type PoolRefusal = {
  readonly kind:
    | "name-not-valid"
    | "range-not-valid"
    | "ranges-missing"
    | "families-mixed"
    | "prefix-length-not-valid"
    | "range-taken"
    | "range-in-use"
    | "pool-changed"
    | "not-there"
    | "in-use";
};

export type PoolStore = {
  /** New ranges are added; a range that has given nothing out may be missing now. */
  put(pool: AddressPool): Promise<Result<void, PoolRefusal>>;
  list(): Promise<readonly PoolState[]>;
  remove(name: string): Promise<Result<void, PoolRefusal>>;
};

export const putPoolWith =
  ({ pools }: { pools: Pick<PoolStore, "put"> }) =>
  async (asked: {
    name: string;
    ranges: readonly string[];
    prefixLength: number;
    keepHours: number;
  }): Promise<Result<void, PoolRefusal>> => {
    if (!/^[a-z0-9][a-z0-9._-]{0,62}$/.test(asked.name)) return refuse({ kind: "name-not-valid" });
    if (asked.ranges.length === 0) return refuse({ kind: "ranges-missing" });
    const read = asked.ranges.map(readRange);
    if (!read.every((range) => range !== undefined)) return refuse({ kind: "range-not-valid" });
    const family = read[0]!.family;
    if (read.some((range) => range.family !== family)) return refuse({ kind: "families-mixed" });
    const prefixLength = asked.prefixLength || (family === 4 ? 32 : 56);
    if (family === 4 ? prefixLength !== 32 : prefixLength < 1 || prefixLength > 128)
      return refuse({ kind: "prefix-length-not-valid" });
    const step = 1n << BigInt((family === 4 ? 32 : 128) - prefixLength);
    // A range begins and ends where a prefix does.
    const whole = read.every(({ first, last }) => first % step === 0n && (last + 1n) % step === 0n);
    if (!whole) return refuse({ kind: "prefix-length-not-valid" });
    const units = read.reduce((sum, { first, last }) => sum + (last - first + 1n) / step, 0n);
    if (units > mostUnits) return refuse({ kind: "range-not-valid" });
    const keepHours = asked.keepHours || 720;
    return pools.put({ name: asked.name, family, prefixLength, keepHours, ranges: read });
  };

/** As many as a pool can count. */
const mostUnits = 2n ** 48n;

function readRange(text: string): (PoolRange & { family: 4 | 6 }) | undefined {
  const [from = "", to, ...rest] = text.split("-").map((part) => part.trim());
  if (rest.length > 0) return undefined;
  if (to === undefined) {
    const network = parseNetwork(from);
    if (network === undefined) return undefined;
    const { bits, width, prefix } = network;
    return { first: bits, last: bits + (1n << BigInt(width - prefix)) - 1n, family: width === 32 ? 4 : 6 };
  }
  const [first, last] = [parseAddress(from), parseAddress(to)];
  if (first === undefined || last === undefined || first.width !== last.width || first.bits > last.bits)
    return undefined;
  return { first: first.bits, last: last.bits, family: first.width === 32 ? 4 : 6 };
}
