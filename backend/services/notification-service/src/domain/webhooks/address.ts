import { ok, type Result, refuse } from "@beacom/result";

/** An address as a number: of IPv4 in 32 bits, of IPv6 in 128. */
export type Address = { bits: 32 | 128; value: bigint };
export type Network = { bits: 32 | 128; value: bigint; prefix: number };

/**
 * Whether a webhook may be sent to this address: one of the public Internet, or of the operator's own networks that a setting names. What is
 * not an address in its plain form is refused.
 */
export function mayConnectTo(text: string, ownNetworks: readonly Network[]): boolean {
  const address = readAddress(text);
  if (!address.ok) return false;
  const reached = plain(address.value);
  return isWithin(reached, ownNetworks) || !isWithin(reached, notPublic);
}

/** Whether a setting names the network that this address is in. */
export function isOwn(text: string, ownNetworks: readonly Network[]): boolean {
  const address = readAddress(text);
  return address.ok && isWithin(plain(address.value), ownNetworks);
}

/** Four decimal numbers, or IPv6 as in RFC 4291 section 2.2; no zone, no octal, no shorter forms. */
export function readAddress(text: string): Result<Address, { kind: "not-an-address" }> {
  const value = text.includes(":") ? readIpv6(text) : readIpv4(text);
  if (value === undefined) return refuse({ kind: "not-an-address" });
  return ok({ bits: text.includes(":") ? 128 : 32, value });
}

/** As in 10.1.0.0/16. */
export function readNetwork(text: string): Result<Network, { kind: "not-a-network" }> {
  const [base = "", length = "", ...more] = text.split("/");
  const address = readAddress(base);
  const prefix = Number(length);
  if (!address.ok || more.length > 0 || !/^\d{1,3}$/.test(length) || prefix > address.value.bits)
    return refuse({ kind: "not-a-network" });
  return ok({ ...address.value, prefix });
}

const isWithin = ({ bits, value }: Address, networks: readonly Network[]): boolean =>
  networks.some((network) => {
    const host = BigInt(network.bits - network.prefix);
    return network.bits === bits && network.value >> host === value >> host;
  });

/** An IPv6 address that stands for one of IPv4 leads to that one: mapped, compatible, translated (RFC 6052, RFC 8215) and 6to4. */
function plain(address: Address): Address {
  if (address.bits === 32) return address;
  const low = address.value & 0xffff_ffffn;
  const high = address.value >> 32n;
  const carries = [0n, 0xffffn, 0xffff_0000n, 0x0064_ff9b_0000_0000_0000_0000n].includes(high) && low > 1n;
  if (carries || high >> 48n === 0x0064_ff9b_0001n) return { bits: 32, value: low };
  if (address.value >> 112n === 0x2002n) return { bits: 32, value: (address.value >> 80n) & 0xffff_ffffn };
  return address;
}

function readIpv4(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256))
    return undefined;
  return parts.reduce((value, part) => value * 256n + BigInt(part), 0n);
}

function readIpv6(text: string): bigint | undefined {
  const halves = withIpv4InHex(text)?.split("::") ?? [];
  if (halves.length === 0 || halves.length > 2) return undefined;
  const [before = [], after] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const missing = 8 - before.length - (after?.length ?? 0);
  if (after === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...before, ...Array<string>(missing).fill("0"), ...(after ?? [])];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.reduce((value, group) => value * 0x10000n + BigInt(`0x${group}`), 0n);
}

function withIpv4InHex(text: string): string | undefined {
  const dotted = /^(.*:)([\d.]+\.[\d.]+)$/.exec(text);
  if (!dotted) return text;
  const value = readIpv4(dotted[2]!);
  return value === undefined
    ? undefined
    : `${dotted[1]}${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;
}

/** The registries of special-purpose addresses (RFC 6890 and after it), multicast, and what is not given out. */
const notPublic: readonly Network[] = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  // Link-local, where clouds answer for their metadata.
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.31.196.0/24",
  "192.52.193.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "192.175.48.0/24",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  // Everything that is not global unicast: loopback, unique local, link-local, multicast.
  "::/3",
  "4000::/2",
  "8000::/1",
  "2001::/23",
  "2001:db8::/32",
  "3fff::/20",
].map((text) => {
  const network = readNetwork(text);
  if (!network.ok) throw new Error(`${text} is no network`);
  return network.value;
});
