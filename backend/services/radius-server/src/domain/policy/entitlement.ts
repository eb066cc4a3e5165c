import { type Result, ok, refuse } from "@beacom/result";
import {
  type AccessProfile,
  type AddressSource,
  type Level,
  type SimultaneousUse,
  walledGardenName,
} from "#domain/policy/access-profile";
import { type Burst, isLimited, percentOf, type Rate, rateInWords } from "#domain/policy/rate";
import { windowInWords, windowsAt, type WeeklyWindow } from "#domain/policy/weekly-window";
import type { Subscriber } from "#domain/subscriber";

/** Where and when somebody logs in. `localOffsetMs` shifts UTC into the operator's zone. */
export type Occasion = {
  readonly nasName: string;
  readonly callingStationId: string | undefined;
  readonly atMs: number;
  readonly localOffsetMs: number;
};

/** What a subscriber may have now, in no vendor's words. */
export type Entitlement = {
  readonly level: Exclude<Level, "blocked">;
  readonly rate: Rate;
  readonly burst: Burst | undefined;
  readonly list: string | undefined;
  /** When the session has to be over, whatever was paid. */
  readonly endsAtMs: number | undefined;
  /** When something of this is different without anybody doing anything: Infinity for never. */
  readonly changesAtMs: number;
  readonly sessionSeconds: number | undefined;
  readonly idleSeconds: number | undefined;
  readonly interimSeconds: number | undefined;
  readonly address: { readonly from: "fixed"; readonly address: string } | AddressSource | undefined;
  readonly prefix: { readonly from: "fixed"; readonly address: string } | AddressSource | undefined;
  readonly delegated: { readonly from: "fixed"; readonly address: string } | AddressSource | undefined;
  readonly simultaneousUse: SimultaneousUse | undefined;
  readonly extras: readonly { readonly attribute: string; readonly value: string; readonly kind: string | undefined }[];
};

export type EntitlementRefusal = {
  readonly kind: "disabled" | "expired" | "another-device" | "another-nas" | "no-service" | "blocked" | "outside-hours";
};

/** Says why, one sentence a rule; only asked for when somebody wants to read it. */
export type Tell = (rule: string, outcome: string) => void;

/** What this subscriber may have on this occasion: the one decision behind logins, live changes and previews. */
export function decideEntitlement(
  subscriber: Subscriber,
  profile: AccessProfile,
  occasion: Occasion,
  tell?: Tell,
): Result<Entitlement, EntitlementRefusal> {
  const { personal, service } = subscriber;
  tell?.("profile", `${profile.name} (${profile.title})`);
  if (personal.disabled === true) return refuse({ kind: "disabled" });
  const expiresAtMs = expiryOf(subscriber, profile, occasion.atMs, tell);
  if (expiresAtMs !== undefined && expiresAtMs <= occasion.atMs) return refuse({ kind: "expired" });
  if (!isOneOf(personal.callingStationIds, occasion.callingStationId, plainStation))
    return refuse({ kind: "another-device" });
  if (!isOneOf(personal.nasNames, occasion.nasName, (name) => name)) return refuse({ kind: "another-nas" });
  if (service === undefined) return refuse({ kind: "no-service" });
  tell?.("service", `${service.level} since version ${service.version} (${service.reason})`);
  if (service.level === "blocked") return refuse({ kind: "blocked" });

  const localMs = occasion.atMs + occasion.localOffsetMs;
  const hours = personal.hours ?? profile.hours;
  const allowed = windowsAt(hours, localMs);
  if (hours.length > 0) tell?.("hours", `${inWords(hours)}: ${allowed.open ? "open" : "closed"} now`);
  if (!allowed.open) return refuse({ kind: "outside-hours" });
  const speed = speedAt(profile, localMs);
  const closesAtMs = allowed.changesAtLocalMs - occasion.localOffsetMs;
  const endsAtMs = Math.min(expiresAtMs ?? Number.POSITIVE_INFINITY, closesAtMs);
  const rate = rateNow(subscriber, profile, speed.percent, tell);
  const full = service.level === "full";
  return ok({
    level: service.level,
    rate,
    burst: full && profile.burst && isLimited(rate) ? burstOf(rate, profile.burst) : undefined,
    list: listAt(profile, service.level, tell),
    endsAtMs: endsAtMs === Number.POSITIVE_INFINITY ? undefined : endsAtMs,
    changesAtMs: Math.min(endsAtMs, speed.changesAtLocalMs - occasion.localOffsetMs),
    sessionSeconds: profile.sessionSeconds,
    idleSeconds: profile.idleSeconds,
    interimSeconds: profile.interimSeconds,
    address: sourceOf(personal.address, profile.address, "address", tell),
    prefix: sourceOf(personal.prefix, profile.prefix, "IPv6 prefix", tell),
    delegated: sourceOf(personal.delegated, profile.delegated, "delegated IPv6 prefix", tell),
    simultaneousUse: personal.simultaneousUse ?? profile.simultaneousUse,
    extras: [
      ...profile.attributes.filter(({ level }) => level === undefined || level === service.level),
      ...(personal.attributes ?? []).filter(({ level }) => level === undefined || level === service.level),
      ...(personal.routes ?? []).map((value) => ({ attribute: "Framed-Route", value, kind: undefined })),
    ],
  });
}

/** The earlier of the subscriber's own date and the profile's time since the first login, which is now when there was none. */
function expiryOf(subscriber: Subscriber, profile: AccessProfile, atMs: number, tell?: Tell): number | undefined {
  const { personal, firstLoginAtMs } = subscriber;
  const fromFirst =
    profile.validSeconds === undefined ? undefined : (firstLoginAtMs ?? atMs) + profile.validSeconds * 1000;
  const expiresAtMs = Math.min(personal.expiresAtMs ?? Number.POSITIVE_INFINITY, fromFirst ?? Number.POSITIVE_INFINITY);
  if (expiresAtMs === Number.POSITIVE_INFINITY) return undefined;
  const counted = fromFirst === expiresAtMs ? `, ${profile.validSeconds} s from the first login` : "";
  tell?.("expiry", `${new Date(expiresAtMs).toISOString()}${counted}`);
  return expiresAtMs;
}

function rateNow({ service }: Subscriber, profile: AccessProfile, percent: number, tell?: Tell): Rate {
  const full = service?.level === "full";
  const base = (full ? profile.rate : undefined) ?? {
    downBitsPerSecond: service?.downBitsPerSecond ?? 0n,
    upBitsPerSecond: service?.upBitsPerSecond ?? 0n,
  };
  tell?.("rate", `${rateInWords(base)}, said by ${full && profile.rate ? "the profile" : "billing"}`);
  if (percent === 100) return base;
  const changed = percentOf(base, percent);
  tell?.("speed of the hour", `${percent} %: ${rateInWords(changed)}`);
  return changed;
}

function speedAt({ speeds }: AccessProfile, localMs: number): { percent: number; changesAtLocalMs: number } {
  let changesAtLocalMs = Number.POSITIVE_INFINITY;
  for (const { windows, percent } of speeds) {
    const state = windowsAt(windows, localMs);
    changesAtLocalMs = Math.min(changesAtLocalMs, state.changesAtLocalMs);
    if (state.open) return { percent, changesAtLocalMs };
  }
  return { percent: 100, changesAtLocalMs };
}

function burstOf(rate: Rate, { percent, thresholdPercent, seconds }: NonNullable<AccessProfile["burst"]>): Burst {
  const threshold = percentOf(rate, thresholdPercent);
  return {
    ...percentOf(rate, percent),
    thresholdDownBitsPerSecond: threshold.downBitsPerSecond,
    thresholdUpBitsPerSecond: threshold.upBitsPerSecond,
    seconds,
  };
}

function listAt({ lists }: AccessProfile, level: Level, tell?: Tell): string | undefined {
  const list = lists[level] ?? (level === "walled-garden" ? walledGardenName : undefined);
  if (list !== undefined) tell?.("list", list);
  return list;
}

function sourceOf(fixed: string | undefined, source: AddressSource | undefined, what: string, tell?: Tell) {
  if (fixed !== undefined) {
    tell?.(what, `${fixed}, the subscriber's own`);
    return { from: "fixed" as const, address: fixed };
  }
  if (source)
    tell?.(what, source.from === "pool" ? `from Beacom's pool ${source.pool}` : `from the NAS's pool ${source.pool}`);
  return source;
}

function isOneOf(
  allowed: readonly string[] | undefined,
  given: string | undefined,
  plain: (text: string) => string,
): boolean {
  if (allowed === undefined || allowed.length === 0) return true;
  return given !== undefined && allowed.some((one) => plain(one) === plain(given));
}

/** `AA-BB-CC…`, `aa:bb:cc…` and `aabb.cc…` are one device. */
export const plainStation = (text: string): string => text.toLowerCase().replaceAll(/[^0-9a-z]/g, "");

const inWords = (windows: readonly WeeklyWindow[]): string => windows.map(windowInWords).join("; ");
