import { isIPv4, isIPv6 } from "node:net";

/** An address or a network as its leading bits, so that two ways of writing it are one. */
export type Network = { bits: bigint; width: number; prefix: number };

export function readNetwork(text: string): Network | undefined {
  const [address = "", length] = text.split("/");
  const width = isIPv4(address) ? 32 : isIPv6(address) ? 128 : 0;
  const prefix = length === undefined ? width : Number(length);
  if (width === 0 || !Number.isInteger(prefix) || prefix < 0 || prefix > width) return undefined;
  const groups = width === 32 ? address.split(".").map(Number) : groupsOf(address);
  const size = width === 32 ? 8n : 16n;
  const all = groups.reduce((bits, group) => (bits << size) | BigInt(group), 0n);
  const host = BigInt(width - prefix);
  return { bits: (all >> host) << host, width, prefix };
}

export const isWithin = (inner: Network, outer: Network): boolean =>
  inner.width === outer.width &&
  inner.prefix >= outer.prefix &&
  inner.bits >> BigInt(inner.width - outer.prefix) === outer.bits >> BigInt(outer.width - outer.prefix);

export const isSame = (a: Network, b: Network): boolean => a.prefix === b.prefix && isWithin(a, b);

/** The eight groups of an IPv6 address, those that "::" leaves out as well. A dotted tail is two of them. */
function groupsOf(address: string): number[] {
  const [plain = ""] = address.split("%");
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(plain);
  const hex = (high: string | undefined, low: string | undefined) => (Number(high) * 256 + Number(low)).toString(16);
  const written = dotted ? `${dotted[1]}${hex(dotted[2], dotted[3])}:${hex(dotted[4], dotted[5])}` : plain;
  const [head = "", tail] = written.split("::");
  const numbers = (text: string | undefined) =>
    text === undefined || text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
  const [left, right] = [numbers(head), numbers(tail)];
  return [...left, ...Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => 0), ...right];
}
