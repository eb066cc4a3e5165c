import type { Logger, Metrics } from "@beacom/runtime";
import type { RateLimiter } from "#application/rate-limiter";
import { rateLimiterMemory } from "#adapters/rate-limiter-memory";
import { rateLimiterRedis } from "#adapters/rate-limiter-redis";

/** Together with other gateways where there is a Redis, else by itself. */
export function openRateLimiter({
  redisUrl,
  clock,
  metrics,
  log,
}: {
  redisUrl: string | undefined;
  clock: () => Date;
  metrics: Metrics;
  log: Logger;
}): RateLimiter {
  const nowMs = () => clock().getTime();
  const memory = rateLimiterMemory({ nowMs });
  if (redisUrl === undefined) return memory;
  const alone = metrics.counter(
    "beacom_rate_limits_counted_alone_total",
    "Visits to the rate limiter that this gateway counted by itself because Redis did not answer",
  );
  return rateLimiterRedis({
    url: redisUrl,
    meanwhile: memory,
    nowMs,
    onAway(error) {
      alone.inc();
      if (error !== undefined)
        log.warn({ err: error }, "Redis does not answer: limits are counted by this gateway alone");
    },
  });
}
