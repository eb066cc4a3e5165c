import { ok, type Result, refuse } from "@beacom/result";
import { optional } from "#values/optional";
import type { Burst, Rate } from "#values/rate";

export type NotARateLimit = { readonly kind: "not-a-rate-limit"; readonly part: string };

/** From the router's side: rx is what it receives, the subscriber's upload. */
type Pair = { readonly rx: number; readonly tx: number };

/**
 * Mikrotik-Rate-Limit: `rx[/tx] [rx-burst[/tx-burst] [rx-threshold[/tx-threshold] [rx-time[/tx-time] [priority]
 * [rx-min[/tx-min]]]]]`, as RouterOS documents it for its RADIUS client. One number stands for both directions; k, M and
 * G are powers of 1000; 0 is no limit and no burst. Without thresholds the rates are those, without times one second.
 */
export function readMikrotikRateLimit(text: string): Result<Rate, NotARateLimit> {
  const words = text.trim().split(/\s+/);
  const bad = (i: number): Result<Rate, NotARateLimit> => refuse({ kind: "not-a-rate-limit", part: words[i] ?? "" });
  const rate = pairOf(words[0], bits);
  if (rate === undefined) return bad(0);
  const burst = pairOf(words[1] ?? "0", bits);
  if (burst === undefined) return bad(1);
  const threshold = words[2] === undefined ? rate : pairOf(words[2], bits);
  if (threshold === undefined) return bad(2);
  const time = pairOf(words[3] ?? "1", seconds);
  if (time === undefined) return bad(3);
  const priority = priorityOf(words[4]);
  const minimumAt = priority === undefined ? 4 : 5;
  const minimum = pairOf(words[minimumAt] ?? "0", bits);
  if (minimum === undefined) return bad(minimumAt);
  if (words.length > minimumAt + 1) return bad(minimumAt + 1);

  const bursts = { ...optional("down", burstOf("tx")), ...optional("up", burstOf("rx")) };
  const guaranteed = limitsOf(minimum);
  return ok({
    ...limitsOf(rate),
    ...(Object.keys(bursts).length === 0 ? {} : { burst: bursts }),
    ...optional("priority", priority),
    ...(Object.keys(guaranteed).length === 0 ? {} : { guaranteed }),
  });

  function burstOf(side: "rx" | "tx"): Burst | undefined {
    if (burst![side] === 0) return undefined;
    // A threshold of 0 is how people leave the place empty to reach the one behind it.
    const thresholdBitsPerSecond = threshold![side] || rate![side];
    return { bitsPerSecond: burst![side], thresholdBitsPerSecond, seconds: time![side] || 1 };
  }
}

function pairOf(word: string | undefined, read: (text: string) => number | undefined): Pair | undefined {
  const [first = "", second = first, ...more] = (word ?? "").split("/");
  const [rx, tx] = [read(first), read(second)];
  return more.length > 0 || rx === undefined || tx === undefined ? undefined : { rx, tx };
}

const factors: Readonly<Record<string, number>> = { "": 1, k: 1e3, m: 1e6, g: 1e9 };

function bits(text: string): number | undefined {
  const [, number, suffix = ""] = /^(\d{1,12}(?:\.\d{1,3})?)([kmg]?)$/i.exec(text) ?? [];
  if (number === undefined) return undefined;
  const value = Number(number) * factors[suffix.toLowerCase()]!;
  return Number.isSafeInteger(Math.round(value)) ? Math.round(value) : undefined;
}

const seconds = (text: string): number | undefined =>
  /^\d{1,6}s?$/.test(text) ? Number.parseInt(text, 10) : undefined;

/** RouterOS takes one for both directions, its own menus write "8/8". */
function priorityOf(word = ""): number | undefined {
  const [, first, second = first] = /^([1-8])(?:\/([1-8]))?$/.exec(word) ?? [];
  return first === undefined || first !== second ? undefined : Number(first);
}

const limitsOf = ({ rx, tx }: Pair): { downBitsPerSecond?: number; upBitsPerSecond?: number } => ({
  ...optional("downBitsPerSecond", tx || undefined),
  ...optional("upBitsPerSecond", rx || undefined),
});
