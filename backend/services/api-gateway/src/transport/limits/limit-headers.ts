import type { Standing } from "#application/rate-limiter";

export type Told = Standing & { isOfAddress: boolean };

/**
 * draft-ietf-httpapi-ratelimit-headers-10: the quota `q` of a window `w`, what remains `r`, and the seconds `t` after which all of it is there
 * again. What it is counted by is told as `by`, a parameter of ours.
 */
export const limitHeaders = (told: readonly Told[]): Record<"ratelimit-policy" | "ratelimit", string> => ({
  "ratelimit-policy": told
    .map(({ limit, isOfAddress }) => {
      const by = isOfAddress ? "address" : "person";
      return `"${limit.name}";q=${limit.most};w=${limit.seconds};by=${by}`;
    })
    .join(", "),
  ratelimit: told
    .map(({ limit, remaining, resetSeconds }) => `"${limit.name}";r=${remaining};t=${resetSeconds}`)
    .join(", "),
});
