import { Redis } from "ioredis";
import { type RateLimiter, spentOf, type Spending } from "#application/rate-limiter";
import { intervalUs, windowUs } from "#domain/gcra";

/** An answer of this server is waited for no longer: a request is worth more than an exact count. */
const usualPatienceMs = 20;
/** After a failure Redis is left alone for so long, or each request would wait for it in vain. */
const restMs = 1_000;

/**
 * One script is one step for Redis: between looking and taking nobody comes in. Its clock is Redis' own, so gateways whose clocks differ count alike.
 * For each key it is given the microseconds of one unit, of the whole window, and how many units are asked for. Text carries the instants,
 * because a number of Lua's leaves Redis as an integer and enters text with 14 digits.
 */
const script = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local allowed = 1
local before, after = {}, {}
for i, key in ipairs(KEYS) do
  local interval, window, cost = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i])
  before[i] = math.max(tonumber(redis.call('GET', key) or '0'), now)
  after[i] = before[i] + interval * cost
  if after[i] - now > window then allowed = 0 end
end
local answer = { allowed, string.format('%.0f', now) }
for i, key in ipairs(KEYS) do
  local full = before[i]
  if allowed == 1 then
    full = after[i]
    redis.call('SET', key, string.format('%.0f', full), 'PX', math.max(1, math.ceil((full - now) / 1000)))
  end
  answer[i + 2] = string.format('%.0f', full)
end
return answer`;

/** Counts for all gateways together. While Redis does not answer each counts by itself, in `meanwhile`, and `onAway` is told of every such visit. */
export function rateLimiterRedis({
  url,
  meanwhile,
  onAway,
  nowMs,
  patienceMs = usualPatienceMs,
}: {
  url: string;
  meanwhile: RateLimiter;
  onAway: (error: unknown) => void;
  nowMs: () => number;
  patienceMs?: number;
}): RateLimiter {
  const redis = new Redis(url, {
    commandTimeout: patienceMs,
    connectTimeout: 2_000,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
  });
  // Without a listener an error that belongs to no command would end the process.
  redis.on("error", () => {});
  redis.defineCommand("takeFromBuckets", { lua: script });
  const takeFromBuckets = (redis as unknown as WithScript).takeFromBuckets.bind(redis);
  let restsUntilMs = 0;

  async function ask(spendings: readonly Spending[]): Promise<unknown> {
    const keys = spendings.map(({ limit, key }) => `beacom:limit:${limit.name}:${key}`);
    const wanted = spendings.flatMap(({ limit, cost = 1 }) => [
      intervalUs(limit),
      windowUs(limit),
      Math.min(cost, limit.most),
    ]);
    return takeFromBuckets(keys.length, ...keys, ...wanted);
  }

  return {
    async spend(spendings) {
      if (nowMs() < restsUntilMs) {
        onAway(undefined);
        return meanwhile.spend(spendings);
      }
      try {
        return spentOf(spendings, readAnswer(await ask(spendings), spendings.length));
      } catch (error) {
        restsUntilMs = nowMs() + restMs;
        onAway(error);
        return meanwhile.spend(spendings);
      }
    },
    async close() {
      redis.disconnect();
      await meanwhile.close();
    },
  };
}

type WithScript = { takeFromBuckets(...args: (string | number)[]): Promise<unknown> };

/** Redis may be anybody's: what is not our script's answer is a failure like any other. */
function readAnswer(answer: unknown, buckets: number): { allowed: boolean; nowUs: number; fullAtUs: number[] } {
  if (!Array.isArray(answer) || answer.length !== buckets + 2) throw new Error("Redis answered something else");
  const [allowed, ...instants] = answer.map(Number);
  if (instants.some((instant) => !Number.isFinite(instant))) throw new Error("Redis answered something else");
  const [nowUs = 0, ...fullAtUs] = instants;
  return { allowed: allowed === 1, nowUs, fullAtUs };
}
