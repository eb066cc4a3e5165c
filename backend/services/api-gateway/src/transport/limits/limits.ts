import type { FastifyReply, FastifyRequest } from "fastify";
import type { Limit, RateLimiter, Spending } from "#application/rate-limiter";
import type { GatewayConfig } from "#config";
import { askerOf, networkOf } from "#transport/asker";
import { limitHeaders, type Told } from "#transport/limits/limit-headers";
import { Refused } from "#transport/problems";

/**
 * `address` holds a flood back before anything is looked at, and is wide: thousands may share one. The others are of a person when somebody is
 * signed in, else of an address: `sign-in` for attempts to get in, `phone` for numbers that are tried, `graphql` for what queries cost.
 */
export type Bucket = "address" | "requests" | "sign-in" | "phone" | "graphql";

declare module "fastify" {
  interface FastifyContextConfig {
    /** The bucket that each request of this route takes one from, beside `requests`. */
    limit?: Exclude<Bucket, "address" | "requests">;
  }
}

export type Limits = {
  /** Takes from these buckets, tells the client how they stand, and refuses with 429 `too-many-requests` when one has not enough. */
  charge(request: FastifyRequest, reply: FastifyReply, costs: Partial<Record<Bucket, number>>): Promise<void>;
};

const sharersOfAnAddress = 10;

export function limitsOf(limiter: RateLimiter, config: GatewayConfig): Limits {
  const aMinute = (name: Bucket, most: number): Limit => ({ name, most, seconds: 60 });
  const limits: Record<Bucket, Limit> = {
    address: aMinute("address", sharersOfAnAddress * config.requestsPerMinute),
    requests: aMinute("requests", config.requestsPerMinute),
    "sign-in": aMinute("sign-in", config.signInAttemptsPerMinute),
    phone: aMinute("phone", config.phoneAttemptsPerMinute),
    graphql: aMinute("graphql", config.graphqlCostPerMinute),
  };
  return {
    async charge(request, reply, costs) {
      const spendings = (Object.entries(costs) as [Bucket, number][]).map(([bucket, cost]): Spending => {
        const key = bucket === "address" ? networkOf(request.ip) : askerOf(request);
        return { limit: limits[bucket], key, cost };
      });
      const spent = await limiter.spend(spendings);
      const isOfAddress = (name: string) => name === "address" || (!request.person && !request.member);
      const told = spent.standings.map(
        (standing): Told => ({ ...standing, isOfAddress: isOfAddress(standing.limit.name) }),
      );
      void reply.headers(limitHeaders(told));
      if (spent.allowed) return;
      // RFC 9110 section 10.2.3.
      void reply.header("retry-after", String(spent.waitSeconds));
      const again = `Too many requests. Try again in ${spent.waitSeconds} seconds.`;
      throw new Refused(429, "too-many-requests", again);
    },
  };
}

type Counts = (request: FastifyRequest) => boolean;

/** Before anything of a request is looked at, so that bad tokens are held back as well. */
export const chargeAddress =
  (limits: Limits, counts: Counts) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (counts(request)) await limits.charge(request, reply, { address: 1 });
  };

/** When it is known who asks. */
export const chargeAsker =
  (limits: Limits, counts: Counts) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (!counts(request)) return;
    const { limit } = request.routeOptions.config;
    await limits.charge(request, reply, { requests: 1, ...(limit && { [limit]: 1 }) });
  };
