/** Octets as people say them: 512 B, 3.2 GB. Thousands, as bundles are sold. */
export function octetsInWords(octets: bigint): string {
  if (octets < 1_000n) return `${octets} B`;
  let [value, unit] = [Number(octets), 0];
  // What would be written as 1,000 is one of the next.
  while (value >= 999.95 && unit < octetUnits.length - 1) [value, unit] = [value / 1_000, unit + 1];
  return `${value.toFixed(1)} ${octetUnits[unit]}`;
}

const octetUnits = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

/** 45 s, 12 min, 3 h 20 min, 2 d 4 h: two steps say enough. */
export function durationInWords(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return `${Math.floor(whole / 60)} min`;
  const [large, small, size] = whole < 86_400 ? (["h", "min", 3_600] as const) : (["d", "h", 86_400] as const);
  const rest = Math.floor((whole % size) / (size === 3_600 ? 60 : 3_600));
  return `${Math.floor(whole / size)} ${large}${rest > 0 ? ` ${rest} ${small}` : ""}`;
}

/** On the clock of this machine: 2026-01-31 14:02, of today 14:02:09. */
export function timeInWords(at: Date, now: Date = new Date()): string {
  const [day = "", clock = ""] = written(at).split(" ");
  return day === written(now).split(" ")[0] ? clock : `${day} ${clock.slice(0, 5)}`;
}

/** Swedes write dates as ISO 8601 does. */
const written = (at: Date): string => at.toLocaleString("sv-SE");

/** 4.2 ms, 0.31 ms, 1,250 ms. */
export const millisecondsInWords = (ms: number): string =>
  ms < 10 ? `${ms.toFixed(ms < 1 ? 2 : 1)} ms` : `${countInWords(Math.round(ms))} ms`;

export const countInWords = (count: number | bigint): string => count.toLocaleString("en-US");

/** 1 session, 2 sessions, 1,204 sessions. */
export const countOf = (count: number | bigint, one: string, many = `${one}s`): string =>
  `${countInWords(count)} ${BigInt(count) === 1n ? one : many}`;
