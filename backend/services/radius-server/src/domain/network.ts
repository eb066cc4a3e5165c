/** An IPv4 or IPv6 address as a number, so that its networks are its leading bits. */
export type Address = { readonly bits: bigint; readonly width: 32 | 128 };

export type Network = Address & { readonly prefix: number };

/** IPv4-mapped IPv6 (as a dual-stack socket shows its peers) is the IPv4 address. */
export function parseAddress(text: string): Address | undefined {
  if (!text.includes(":")) return parseV4(text);
  const mapped = /^::ffff:([0-9.]+)$/i.exec(text)?.[1];
  return mapped ? parseV4(mapped) : parseV6(text);
}

export function parseNetwork(text: string): Network | undefined {
  const [address = "", prefix, ...rest] = text.split("/");
  const parsed = parseAddress(address);
  if (parsed === undefined || rest.length > 0) return undefined;
  if (prefix !== undefined && !/^[0-9]{1,3}$/.test(prefix)) return undefined;
  const length = prefix === undefined ? parsed.width : Number(prefix);
  if (length > parsed.width) return undefined;
  const hostBits = BigInt(parsed.width - length);
  return { width: parsed.width, prefix: length, bits: (parsed.bits >> hostBits) << hostBits };
}

/** The values of the networks that hold an address, the one with the longest prefix first. */
export function networkTable<Value>(entries: Iterable<readonly [Network, Value]>): (address: Address) => Value[] {
  const byLength = new Map<string, { width: number; prefix: number; values: Map<bigint, Value> }>();
  for (const [{ width, prefix, bits }, value] of entries) {
    const key = `${width}/${prefix}`;
    const level = byLength.get(key) ?? { width, prefix, values: new Map<bigint, Value>() };
    level.values.set(bits, value);
    byLength.set(key, level);
  }
  const levels = [...byLength.values()].sort((a, b) => b.prefix - a.prefix);
  return ({ width, bits }) =>
    levels.flatMap((level) => {
      if (level.width !== width) return [];
      const hostBits = BigInt(width - level.prefix);
      const value = level.values.get((bits >> hostBits) << hostBits);
      return value === undefined ? [] : [value];
    });
}

function parseV4(text: string): Address | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9][0-9]{0,2})$/.test(part) && Number(part) < 256))
    return undefined;
  return { width: 32, bits: parts.reduce((bits, part) => bits * 256n + BigInt(part), 0n) };
}

function parseV6(text: string): Address | undefined {
  const [head = "", tail, ...rest] = (text.split("%")[0] ?? "").split("::");
  if (rest.length > 0) return undefined;
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...left, ...Array.from({ length: missing }, () => "0"), ...right];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return { width: 128, bits: groups.reduce((bits, group) => bits * 65_536n + BigInt(Number.parseInt(group, 16)), 0n) };
}

/** The network's own first address and its length, as `cidr` wants it: 10.1.2.3/8 is 10.0.0.0/8. */
export function networkText({ bits, width, prefix }: Network): string {
  return `${addressText({ bits, width })}/${prefix}`;
}

export function addressText({ bits, width }: Address): string {
  const step = width === 32 ? 8n : 16n;
  const parts: string[] = [];
  for (let shift = BigInt(width) - step; shift >= 0n; shift -= step) {
    parts.push(((bits >> shift) & ((1n << step) - 1n)).toString(width === 32 ? 10 : 16));
  }
  return parts.join(width === 32 ? "." : ":");
}
