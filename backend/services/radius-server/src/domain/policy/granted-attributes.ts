import type { Entitlement } from "#domain/policy/entitlement";
import { type Fields, grant, type NamedAttribute, type NasKind } from "#domain/policy/nas-kind";
import type { Rate } from "#domain/policy/rate";

/** Where a profile says nothing: the server's own settings. */
export type AccessDefaults = { readonly interimSeconds: number; readonly sessionSeconds: number | undefined };

/** Addresses that were given out for this session. */
export type Assigned = { readonly address?: string; readonly prefix?: string; readonly delegated?: string };

/** Everything that stays the same while the entitlement does: made once and sent with each login. */
export function steadyAttributes(kind: NasKind, entitled: Entitlement, defaults: AccessDefaults): NamedAttribute[] {
  const { address, prefix, delegated } = entitled;
  return [
    ...grant(kind, "interim", { seconds: entitled.interimSeconds ?? defaults.interimSeconds }),
    ...grant(kind, "idle", { seconds: entitled.idleSeconds }),
    ...rateAttributes(kind, entitled),
    ...grant(kind, "list", { list: entitled.list }),
    ...grant(kind, "nasPool", { pool: address?.from === "nas" ? address.pool : undefined }),
    ...grant(kind, "prefixNasPool", { pool: prefix?.from === "nas" ? prefix.pool : undefined }),
    ...grant(kind, "delegatedNasPool", { pool: delegated?.from === "nas" ? delegated.pool : undefined }),
    ...extrasFor(kind, entitled),
  ];
}

/** What differs from login to login: how long it may last, and its addresses. */
export function momentaryAttributes(
  kind: NasKind,
  entitled: Entitlement,
  defaults: AccessDefaults,
  { assigned, atMs }: { assigned: Assigned; atMs: number },
): NamedAttribute[] {
  return [
    ...grant(kind, "session", { seconds: secondsLeft(entitled, defaults, atMs) }),
    ...grant(kind, "address", { address: assigned.address }),
    ...grant(kind, "prefix", { prefix: assigned.prefix }),
    ...grant(kind, "delegated", { prefix: assigned.delegated }),
  ];
}

/** Rate and list of a live session. A list that an earlier state put it on is replaced, never left out: absence would change nothing. */
export function changedAttributes(kind: NasKind, entitled: Entitlement): NamedAttribute[] {
  const list =
    entitled.list === undefined
      ? grant(kind, "listLeft", { list: listOfEveryone })
      : grant(kind, "list", { list: entitled.list });
  return [...rateAttributes(kind, entitled), ...list];
}

/** The name of the list that means nothing special. */
export const listOfEveryone = "online";

export function secondsLeft(
  { endsAtMs, sessionSeconds }: Entitlement,
  defaults: AccessDefaults,
  atMs: number,
): number | undefined {
  const most = sessionSeconds ?? defaults.sessionSeconds;
  if (endsAtMs === undefined) return most;
  const left = Math.max(1, Math.ceil((endsAtMs - atMs) / 1000));
  return most === undefined ? left : Math.min(most, left);
}

function rateAttributes(kind: NasKind, { rate, burst }: Entitlement): NamedAttribute[] {
  const fields = rateFields(rate);
  if (burst === undefined) return grant(kind, "rate", fields);
  const bursting = grant(kind, "burst", {
    ...fields,
    burstDown: limit(burst.downBitsPerSecond),
    burstUp: limit(burst.upBitsPerSecond),
    thresholdDown: limit(burst.thresholdDownBitsPerSecond),
    thresholdUp: limit(burst.thresholdUpBitsPerSecond),
    burstSeconds: burst.seconds,
  });
  // A kind that knows no burst still knows the rate.
  return bursting.length > 0 ? bursting : grant(kind, "rate", fields);
}

const rateFields = ({ downBitsPerSecond, upBitsPerSecond }: Rate): Fields => ({
  down: limit(downBitsPerSecond),
  up: limit(upBitsPerSecond),
});

const limit = (bitsPerSecond: bigint): bigint | undefined => (bitsPerSecond > 0n ? bitsPerSecond : undefined);

const extrasFor = (kind: NasKind, { extras }: Entitlement): NamedAttribute[] =>
  extras
    .filter((extra) => extra.kind === undefined || extra.kind === kind.name)
    .map(({ attribute, value }) => [attribute, value]);
