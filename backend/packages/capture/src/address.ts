import { big } from "#integers";

export const ipv4Text = (bytes: Uint8Array, at: number): string =>
  `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`;

/** RFC 5952: small letters, no leading zeros, the first of the longest runs of zeros as `::`. */
export function ipv6Text(bytes: Uint8Array, at: number): string {
  const words = Array.from({ length: 8 }, (_, i) => big.u16(bytes, at + 2 * i));
  let [runStart, runLength] = [0, 1];
  for (let start = 0; start < 8; start++) {
    let end = start;
    while (words[end] === 0) end++;
    if (end - start > runLength) [runStart, runLength] = [start, end - start];
    start = end;
  }
  const text = (some: readonly number[]): string => some.map((word) => word.toString(16)).join(":");
  if (runLength === 1) return text(words);
  return `${text(words.slice(0, runStart))}::${text(words.slice(runStart + runLength))}`;
}
