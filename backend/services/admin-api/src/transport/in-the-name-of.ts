import type { HandlerContext } from "@connectrpc/connect";

const carried = ["authorization", "beacom-client-address", "beacom-client-agent"] as const;

/** The headers with which other services are asked for the one who calls: their token, and from where they act. */
export function inTheNameOf({ requestHeader }: Pick<HandlerContext, "requestHeader">): {
  headers: Record<string, string>;
} {
  const headers = carried.flatMap((name) => {
    const value = requestHeader.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return { headers: Object.fromEntries(headers) };
}
