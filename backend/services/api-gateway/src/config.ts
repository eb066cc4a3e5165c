import { z } from "zod";

const flag = z
  .enum(["0", "1"])
  .default("0")
  .transform((value) => value === "1");

export const GatewayConfig = z
  .object({
    GATEWAY_PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
    BEACOM_BIND: z.string().default("127.0.0.1"),
    BEACOM_PUBLIC_URL: z.url().optional(),
    BEACOM_CURRENCY: z.string().length(3).default("ZAR"),
    BEACOM_DEVELOPER: flag,
    GATEWAY_WEB_FOLDER: z.string().optional(),
    /** The number that customers call for help; the portal names it where something failed. */
    BEACOM_SUPPORT_PHONE: z.string().max(40).default(""),
    /** Requests a minute from one address, or by one signed-in person. */
    GATEWAY_REQUESTS_PER_MINUTE: z.coerce.number().int().positive().default(600),
    /** Attempts a minute from one address to register, sign in or confirm a code. */
    GATEWAY_SIGN_IN_ATTEMPTS_PER_MINUTE: z.coerce.number().int().positive().default(30),
    /** Attempts a minute of one person to send to, or share with, a phone number: so that nobody finds out which ones are customers'. */
    GATEWAY_PHONE_ATTEMPTS_PER_MINUTE: z.coerce.number().int().positive().default(10),
    /** What the GraphQL queries of one person may cost in a minute, in the points of the schema. */
    GATEWAY_GRAPHQL_COST_PER_MINUTE: z.coerce.number().int().positive().default(20_000),
    /** Origins whose pages may call with a token, separated by commas: `https://app.example`. Cookies are for the portal's own origin alone. */
    GATEWAY_CORS_ORIGINS: z
      .string()
      .default("")
      .transform((text) => text.split(",").flatMap((origin) => origin.trim() || []))
      .refine((origins) => origins.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin), {
        message: "is a list of origins such as https://app.example",
      }),
    /** Where several gateways count together; each by itself without it. */
    BEACOM_REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
    /**
     * How many proxies of the operator's own stand in front. The client's address is the one that the outermost of them wrote into
     * X-Forwarded-For; what stands before it was written by the client.
     */
    GATEWAY_TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0),
    /** What one GraphQL operation may cost; a field that asks a service costs 100. */
    GATEWAY_GRAPHQL_MOST_COST: z.coerce.number().int().positive().default(2_000),
    /** Whether GraphQL tells about its own schema; without it, developers may ask. */
    GATEWAY_GRAPHQL_INTROSPECTION: z.enum(["0", "1"]).optional(),
    /** Only queries of the file below are executed. */
    GATEWAY_GRAPHQL_PERSISTED_ONLY: flag,
    /** JSON: the text of each registered query under its SHA-256 in hex. */
    GATEWAY_GRAPHQL_PERSISTED_FILE: z.string().optional(),
  })
  .refine((env) => !env.GATEWAY_GRAPHQL_PERSISTED_ONLY || env.GATEWAY_GRAPHQL_PERSISTED_FILE !== undefined, {
    message: "names no file, and without one no query would be executed",
    path: ["GATEWAY_GRAPHQL_PERSISTED_FILE"],
  })
  .transform((env) => ({
    port: env.GATEWAY_PORT,
    host: env.BEACOM_BIND,
    publicUrl: env.BEACOM_PUBLIC_URL,
    currency: env.BEACOM_CURRENCY,
    developer: env.BEACOM_DEVELOPER,
    webFolder: env.GATEWAY_WEB_FOLDER,
    supportPhone: env.BEACOM_SUPPORT_PHONE,
    requestsPerMinute: env.GATEWAY_REQUESTS_PER_MINUTE,
    signInAttemptsPerMinute: env.GATEWAY_SIGN_IN_ATTEMPTS_PER_MINUTE,
    phoneAttemptsPerMinute: env.GATEWAY_PHONE_ATTEMPTS_PER_MINUTE,
    graphqlCostPerMinute: env.GATEWAY_GRAPHQL_COST_PER_MINUTE,
    corsOrigins: env.GATEWAY_CORS_ORIGINS,
    redisUrl: env.BEACOM_REDIS_URL,
    trustedProxies: env.GATEWAY_TRUST_PROXY,
    graphql: {
      mostCost: env.GATEWAY_GRAPHQL_MOST_COST,
      introspection: env.GATEWAY_GRAPHQL_INTROSPECTION
        ? env.GATEWAY_GRAPHQL_INTROSPECTION === "1"
        : env.BEACOM_DEVELOPER,
      persistedOnly: env.GATEWAY_GRAPHQL_PERSISTED_ONLY,
      persistedFile: env.GATEWAY_GRAPHQL_PERSISTED_FILE,
      timeoutMs: 15_000,
    },
  }));
export type GatewayConfig = z.infer<typeof GatewayConfig>;
