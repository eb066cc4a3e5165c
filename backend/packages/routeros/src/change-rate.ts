import { isIPv4 } from "node:net";
import { ok, type Result, refuse } from "@beacom/result";
import type { RouterOsConnection } from "#connection";
import type { AskRefusal } from "#conversation";
import { bitsPerSecondOf, type Pair, pairOf } from "#queue-rate";
import type { Row } from "#reply";
import { isAbsentItem, isAbsentMenu, isReadOnly } from "#trap-meaning";

export type Burst = {
  readonly downBitsPerSecond: number;
  readonly upBitsPerSecond: number;
  /** Below these averages a burst may begin. */
  readonly thresholdDownBitsPerSecond: number;
  readonly thresholdUpBitsPerSecond: number;
  /** Over which the average is taken. */
  readonly seconds: number;
};

export type RateChange = {
  readonly username: string;
  readonly framedIpAddress?: string;
  readonly downBitsPerSecond: number;
  readonly upBitsPerSecond: number;
  /** Without it a burst that the queue allowed is taken away: it would let the subscriber by the new limit. */
  readonly burst?: Burst;
};

export type QueueChanged = {
  readonly name: string;
  /** "upload/download" in bit/s as the router prints it, before and after. */
  readonly maxLimitBefore: string;
  readonly maxLimitAfter: string;
};

export type ChangeRateRefusal =
  /** No dynamic queue is this session's: it has no limit, or another kind of queue makes it. */
  | { readonly kind: "not-found" }
  /** RouterOS made the queue itself and does not let it be changed, or this API user may not. Only CoA or a new login helps. */
  | { readonly kind: "read-only"; readonly queue: string; readonly message: string }
  /** The router said yes, and the queue is as it was. */
  | { readonly kind: "not-applied"; readonly queue: string; readonly maxLimit: string }
  /** Whole bits a second above zero: RouterOS takes 0 for unlimited. */
  | { readonly kind: "rate-not-positive" }
  | AskRefusal;

/** PPP servers and the hotspot name the queue of a session after the service and the user. */
const services = ["pppoe", "l2tp", "pptp", "sstp", "ovpn", "ppp", "hotspot"];
const namesSomebody = new RegExp(`^<(${services.join("|")})-.+>$`);

/** Sets the limit of the session's own queue, and reads it back: only what the router then shows counts as changed. */
export async function changeRate(
  connection: RouterOsConnection,
  change: RateChange,
): Promise<Result<readonly QueueChanged[], ChangeRateRefusal>> {
  const { burst } = change;
  if (!isRate(change) || (burst !== undefined && !isBurst(burst))) return refuse({ kind: "rate-not-positive" });
  const queues = await queuesOf(connection, change);
  if (!queues.ok) return isAbsentMenu(queues.error) ? refuse({ kind: "not-found" }) : queues;
  const changed: QueueChanged[] = [];
  for (const queue of queues.value) {
    const done = await setLimit(connection, queue, change);
    if (done.ok) changed.push(done.value);
    // The session ended in between, and its queue with it.
    else if (done.error.kind !== "not-found") return done;
  }
  return changed.length === 0 ? refuse({ kind: "not-found" }) : ok(changed);
}

const isRate = ({ upBitsPerSecond, downBitsPerSecond }: { upBitsPerSecond: number; downBitsPerSecond: number }) =>
  [upBitsPerSecond, downBitsPerSecond].every((rate) => Number.isSafeInteger(rate) && rate > 0);

const isBurst = (burst: Burst): boolean =>
  isRate(burst) &&
  isRate({ upBitsPerSecond: burst.thresholdUpBitsPerSecond, downBitsPerSecond: burst.thresholdDownBitsPerSecond }) &&
  Number.isSafeInteger(burst.seconds) &&
  burst.seconds > 0;

async function queuesOf(
  connection: RouterOsConnection,
  { username, framedIpAddress }: RateChange,
): Promise<Result<readonly Row[], AskRefusal>> {
  const names = services.map((service) => `<${service}-${username}>`);
  const wanted = names.map((name) => `name=${name}`);
  if (framedIpAddress !== undefined) wanted.push(`target=${framedIpAddress}/32`);
  const or = wanted.slice(1).map(() => "#|");
  const properties = { ".proplist": ".id,name,target,max-limit,dynamic" };
  const answer = await connection.ask("/queue/simple/print", properties, [...wanted, ...or]);
  if (!answer.ok) return answer;
  const isOurs = (row: Row): boolean => {
    if (row["dynamic"] !== "true" && row["dynamic"] !== "yes") return false;
    const targets = (row["target"] ?? "").split(",").map((one) => one.replace(/\/32$/, ""));
    const ofUser = names.includes(row["name"] ?? "");
    // The address may have gone to somebody else since: a queue that bears another's name is another's.
    if (!ofUser && namesSomebody.test(row["name"] ?? "")) return false;
    if (framedIpAddress !== undefined && targets.includes(framedIpAddress)) return true;
    // A hotspot's queue stands on an address: with another one it belongs to the same user's other device.
    const elsewhere = framedIpAddress !== undefined && targets.some((one) => isIPv4(one));
    return ofUser && !elsewhere;
  };
  return ok(answer.value.filter(isOurs));
}

async function setLimit(
  connection: RouterOsConnection,
  queue: Row,
  { upBitsPerSecond, downBitsPerSecond, burst }: RateChange,
): Promise<Result<QueueChanged, ChangeRateRefusal>> {
  const id = queue[".id"] ?? "";
  const name = queue["name"] ?? "";
  const limit: Pair = { up: upBitsPerSecond, down: downBitsPerSecond };
  const set = await connection.ask("/queue/simple/set", {
    ".id": id,
    "max-limit": pairOf(limit),
    "burst-limit": burst ? pairOf({ up: burst.upBitsPerSecond, down: burst.downBitsPerSecond }) : "0/0",
    "burst-threshold": burst
      ? pairOf({ up: burst.thresholdUpBitsPerSecond, down: burst.thresholdDownBitsPerSecond })
      : "0/0",
    "burst-time": burst ? `${burst.seconds}s/${burst.seconds}s` : "0s/0s",
  });
  if (!set.ok && set.error.kind === "trap") {
    if (isAbsentItem(set.error)) return refuse({ kind: "not-found" });
    if (isReadOnly(set.error)) return refuse({ kind: "read-only", queue: name, message: set.error.message });
  }
  if (!set.ok) return set;
  const read = await connection.ask("/queue/simple/print", { ".proplist": ".id,max-limit" }, [`.id=${id}`]);
  if (!read.ok) return read;
  const after = read.value.find((row) => row[".id"] === id)?.["max-limit"];
  if (after === undefined) return refuse({ kind: "not-found" });
  const shown = bitsPerSecondOf(after);
  if (shown?.up !== limit.up || shown.down !== limit.down) {
    return refuse({ kind: "not-applied", queue: name, maxLimit: after });
  }
  return ok({ name, maxLimitBefore: queue["max-limit"] ?? "", maxLimitAfter: after });
}
