import { isIPv6 } from "node:net";
import type { FastifyRequest } from "fastify";

/**
 * Whose requests are counted together: a signed-in person, because thousands of subscribers can share one IPv4 address; else the address,
 * and of IPv6 the network, because every home has 2^64 addresses.
 */
export const askerOf = (request: Pick<FastifyRequest, "person" | "member" | "ip">): string =>
  request.person?.customerId ?? request.member?.staffId ?? networkOf(request.ip);

/** Of the addresses on the way here, nearest first, those that are the operator's own proxies. Whatever is further away, a client may have made up. */
export const proxiesUpTo =
  (count: number) =>
  (_address: string, hop: number): boolean =>
    hop < count;

/** An IPv4 address, or the network of 64 bits that an IPv6 address is in. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const ipv4 = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (ipv4 !== undefined) return ipv4;
  const [head = "", tail] = address.replace(/%.*$/, "").split("::");
  const groupsOf = (text: string) => (text === "" ? [] : text.split(":"));
  const [first, last] = [groupsOf(head), groupsOf(tail ?? "")];
  const zeros = Array.from({ length: tail === undefined ? 0 : 8 - first.length - last.length }, () => "0");
  return `${[...first, ...zeros, ...last]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}
