import type { LoginWindow } from "@beacom/freeradius-sql";
import { attributesOf, dictionary } from "@beacom/radius";
import { burstOf } from "#commands/radius/import/burst";
import type { TakeNote } from "#commands/radius/import/note";
import type { Terms } from "#commands/radius/import/terms";

export type ExtraAttribute = { attribute: string; value: string };

/** An access profile as the server takes it (radius-server, application/access-profiles); without its title, which says where it is from. */
export type ProfileDefinition = {
  rate?: { down: string; up: string };
  burst?: { percent: number; thresholdPercent: number; seconds: number };
  address?: { pool: string } | { nasPool: string };
  lists?: { full: string; throttled: string };
  sessionSeconds?: number;
  idleSeconds?: number;
  interimSeconds?: number;
  simultaneousUse?: { most: number; whenReached: "refuse" };
  hours?: string[];
  validSeconds?: number;
  attributes?: ExtraAttribute[];
};

const most = { attributes: 100, hours: 50, simultaneousUse: 1_000, seconds: 0xffff_ffff };

/** What of the terms a profile can say. `pools`: those that the server keeps itself; any other is the router's. */
export function profileDefinition(terms: Terms, pools: ReadonlySet<string>, note: TakeNote): ProfileDefinition {
  const definition: ProfileDefinition = {};
  const { rate, pool, addressList } = terms;
  if (rate) {
    if (terms.rateIsOwn !== true)
      definition.rate = { down: String(rate.downBitsPerSecond ?? 0), up: String(rate.upBitsPerSecond ?? 0) };
    const burst = burstOf(rate, note);
    if (burst) definition.burst = burst;
  }
  if (pool !== undefined) definition.address = pools.has(pool) ? { pool } : { nasPool: pool };
  // The list of the walled garden is the server's own.
  if (addressList !== undefined) definition.lists = { full: addressList, throttled: addressList };
  const sessionSeconds = secondsOf(terms.sessionTimeoutSeconds, "Session-Timeout", note);
  if (sessionSeconds !== undefined) definition.sessionSeconds = sessionSeconds;
  const idleSeconds = secondsOf(terms.idleTimeoutSeconds, "Idle-Timeout", note);
  if (idleSeconds !== undefined) definition.idleSeconds = idleSeconds;
  const interimSeconds = interimOf(terms.interimSeconds, note);
  if (interimSeconds !== undefined) definition.interimSeconds = interimSeconds;
  const simultaneousUse = simultaneousUseOf(terms.simultaneousUse, note);
  if (simultaneousUse) definition.simultaneousUse = simultaneousUse;
  const hours = hoursOf(terms.loginTimes, note);
  if (hours) definition.hours = hours;
  if (terms.validSeconds !== undefined && terms.validSeconds > 0) {
    definition.validSeconds = terms.validSeconds;
    note({ attribute: "Expire-After", why: "The time since the first login is counted from the first login here." });
  }
  for (const { name, seconds, per } of terms.sessionLimits) {
    const value = `${seconds} s a ${per}`;
    note({
      attribute: name,
      value,
      why: "Online time is not counted here; give the plan octets or days in its place.",
    });
  }
  const attributes = extrasOf(terms.replies, most.attributes, note);
  if (attributes.length > 0) definition.attributes = attributes;
  return definition;
}

export function simultaneousUseOf(
  count: number | undefined,
  note: TakeNote,
): { most: number; whenReached: "refuse" } | undefined {
  if (count === undefined) return undefined;
  if (count >= 1 && count <= most.simultaneousUse) return { most: count, whenReached: "refuse" };
  note({ attribute: "Simultaneous-Use", value: String(count), why: "A limit of devices is 1 to 1000 here." });
  return undefined;
}

/** Undefined where there is no limit of hours; a list without a window (never) is the caller's to decide. */
export function hoursOf(windows: readonly LoginWindow[] | undefined, note: TakeNote): string[] | undefined {
  if (windows === undefined || windows.length === 0) return undefined;
  if (windows.length <= most.hours) return windows.map(windowText);
  note({
    attribute: "Login-Time",
    why: "More than 50 windows of hours; they were left out, so that all hours are open.",
  });
  return undefined;
}

const dayNames = ["Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"];

/** `Mo,Tu 08:55-23:06`; the day's end is 24:00. */
function windowText({ days, fromMinute, toMinute }: LoginWindow): string {
  const clock = (minute: number) =>
    `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
  const on = days.length === 7 ? "every day" : days.map((day) => dayNames[day]).join(",");
  return `${on} ${clock(fromMinute)}-${clock(toMinute)}`;
}

function secondsOf(seconds: number | undefined, attribute: string, note: TakeNote): number | undefined {
  if (seconds === undefined || (seconds > 0 && seconds <= most.seconds)) return seconds;
  note({ attribute, value: String(seconds), why: "0 is no limit, and is left out." });
  return undefined;
}

/** RFC 2869 section 5.16: not below 60. */
function interimOf(seconds: number | undefined, note: TakeNote): number | undefined {
  if (seconds === undefined || seconds >= 60) return secondsOf(seconds, "Acct-Interim-Interval", note);
  const value = String(seconds);
  note({
    attribute: "Acct-Interim-Interval",
    value,
    why: "Routers report at most once a minute here; 60 s were taken.",
  });
  return 60;
}

/** Reply items that go out as they are. What the server writes itself, or could not write, is left out: one of them would spoil the whole. */
export function extrasOf(
  items: readonly { attribute: string; op: string; value: string }[],
  mostOfThem: number,
  note: TakeNote,
): ExtraAttribute[] {
  const extras: ExtraAttribute[] = [];
  for (const { attribute, op, value } of items) {
    const why =
      whyNotSent(attribute, value) ?? (extras.length >= mostOfThem ? "Too many attributes for one." : undefined);
    if (why === undefined) extras.push({ attribute, value });
    else note({ attribute, op, value: /password|secret|key/i.test(attribute) ? "(a secret)" : value, why });
  }
  return extras;
}

const ownWords = new Set([
  "Class",
  "State",
  "Proxy-State",
  "Message-Authenticator",
  "EAP-Message",
  "User-Password",
  "CHAP-Password",
  "MS-CHAP2-Success",
  "MS-CHAP-MPPE-Keys",
  "MS-MPPE-Send-Key",
  "MS-MPPE-Recv-Key",
]);

function whyNotSent(attribute: string, value: string): string | undefined {
  const name = dictionary.byName(attribute)?.name ?? attribute;
  if (ownWords.has(name)) return "The server says this itself; a second one would contradict it.";
  if (dictionary.byName(name)?.hiding !== undefined) return "Hidden attributes cannot be fixed in a profile.";
  try {
    attributesOf({ [attribute]: value });
    return undefined;
  } catch {
    return "The attribute cannot have this value.";
  }
}
