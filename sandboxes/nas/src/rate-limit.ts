/** What a session is held to; 0 is no limit. */
export type RateLimit = { text: string; upBitsPerSecond: number; downBitsPerSecond: number };

/** "rx/tx" and more that is about bursts: rx is what the router receives from the subscriber, so the upload stands first. */
export function rateLimitOf(text: string): RateLimit | undefined {
  const [rx = "", tx = rx] = (text.split(" ")[0] ?? "").split("/");
  const [up, down] = [bitsOf(rx), bitsOf(tx)];
  return up === undefined || down === undefined ? undefined : { text, upBitsPerSecond: up, downBitsPerSecond: down };
}

function bitsOf(rate: string): number | undefined {
  const match = /^(\d+)([kMG]?)$/.exec(rate);
  if (match === null) return undefined;
  return Number(match[1]) * { "": 1, k: 1e3, M: 1e6, G: 1e9 }[match[2] as "" | "k" | "M" | "G"];
}
