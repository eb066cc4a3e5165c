/** How much guessing is borne within a sliding window before a caller has to wait, and before it is locked out. */
export type GuessLimit = {
  readonly windowSeconds: number;
  /** So many failures cost nothing; each further one doubles the wait. */
  readonly freeFailures: number;
  readonly firstDelaySeconds: number;
  readonly longestDelaySeconds: number;
  readonly lockAfterFailures: number;
  readonly lockSeconds: number;
};
/** Who is counted. `overall` is everybody together: guessing that is spread over many callers. */
export type GuessSubject = "account" | "address" | "mac" | "overall";
export type GuessLimits = Readonly<Record<GuessSubject, GuessLimit>>;

/** A hotspot's guests share one address, so it bears more than an account; all together are only slowed, so that nobody can lock out everybody. */
export const usualGuessLimits: GuessLimits = {
  account: limitOf({ freeFailures: 3, lockAfterFailures: 10, lockSeconds: 3_600 }),
  mac: limitOf({ freeFailures: 5, lockAfterFailures: 15, lockSeconds: 3_600 }),
  address: limitOf({ freeFailures: 20, lockAfterFailures: 60, lockSeconds: 3_600, longestDelaySeconds: 60 }),
  overall: limitOf({ windowSeconds: 600, freeFailures: 500, lockAfterFailures: 500, lockSeconds: 30 }),
};

export type Failures = {
  /** Within the window that ends with the last one, so that a lock does not end because what led to it grows old. */
  readonly count: number;
  readonly last: Date | null;
};

/** When the next try is allowed; null: now. */
export function allowedAgainAt(limit: GuessLimit, { count, last }: Failures, at: Date): Date | null {
  if (!last || count < Math.min(limit.freeFailures, limit.lockAfterFailures)) return null;
  const seconds = count >= limit.lockAfterFailures ? limit.lockSeconds : delaySeconds(limit, count);
  const until = new Date(last.getTime() + seconds * 1000);
  return until > at ? until : null;
}

function delaySeconds({ freeFailures, firstDelaySeconds, longestDelaySeconds }: GuessLimit, count: number): number {
  return Math.min(firstDelaySeconds * 2 ** (count - freeFailures), longestDelaySeconds);
}

function limitOf(
  limit: Pick<GuessLimit, "freeFailures" | "lockAfterFailures" | "lockSeconds"> & Partial<GuessLimit>,
): GuessLimit {
  return { windowSeconds: 3_600, firstDelaySeconds: 2, longestDelaySeconds: 300, ...limit };
}

export type Guesser = { readonly customerId: string; readonly address: string; readonly mac: string };

/** Under which names a caller's failures are counted. A part that is not known is not counted. */
export function subjectsOf({ customerId, address, mac }: Guesser): { kind: GuessSubject; name: string }[] {
  const named: { kind: GuessSubject; name: string }[] = [{ kind: "account", name: `account ${customerId}` }];
  const network = networkOf(address);
  if (network !== "") named.push({ kind: "address", name: `address ${network}` });
  const octets = mac.replace(/[^0-9a-f]/gi, "").toLowerCase();
  if (octets.length === 12) named.push({ kind: "mac", name: `mac ${octets}` });
  return [...named, { kind: "overall", name: "overall" }];
}

/** A household or phone has a whole /64 of IPv6 and would be another caller with each address of it. */
function networkOf(address: string): string {
  const plain = address.trim().toLowerCase().replace(/%.*$/, "");
  const mapped = /^(?:0*:)*:?ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(plain)?.[1];
  if (mapped) return mapped;
  if (!plain.includes(":")) return plain;
  const [head = "", tail] = plain.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array.from({ length: zeros }, () => "0"), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
}
