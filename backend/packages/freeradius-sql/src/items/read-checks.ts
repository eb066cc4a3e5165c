import { isIP } from "node:net";
import { isPasswordAttribute, readStoredPassword, type StoredPassword } from "@beacom/password-hash";
import { dictionary } from "@beacom/radius";
import type { Conditions, SessionLimit } from "#items/conditions";
import {
  compares,
  type Item,
  isComparison,
  loneBackslash,
  type NotUnderstood,
  noteOf,
  operatorOf,
  sets,
} from "#items/item";
import { whyNoPassword } from "#items/why-no-password";
import { readExpiration } from "#values/expiration";
import { type LoginWindow, readLoginTime } from "#values/login-time";
import { valueText } from "#values/value-text";

type Draft = {
  password?: StoredPassword;
  disabled?: boolean;
  expiresAt?: Date;
  expiresAfterFirstLoginSeconds?: number;
  simultaneousUse?: number;
  loginTimes?: readonly LoginWindow[];
  pool?: string;
  readonly sessionLimits: SessionLimit[];
  readonly callingStationIds: string[];
  readonly nasAddresses: string[];
};

/** Takes the value into the draft, or says why not. */
type Take = (draft: Draft, item: Item, zone: string) => string | undefined;

/** The rows of one name in radcheck or radgroupcheck, in their order: of two that set one thing FreeRADIUS uses the first. */
export function readChecks(
  table: string,
  items: readonly Item[],
  zone: string,
): { conditions: Conditions; notUnderstood: NotUnderstood[] } {
  const draft: Draft = { sessionLimits: [], callingStationIds: [], nasAddresses: [] };
  const notUnderstood: NotUnderstood[] = [];
  for (const raw of items) {
    const value = valueText(raw.value);
    const item = { attribute: raw.attribute.trim(), op: operatorOf(raw.op), value: value ?? raw.value };
    const why = value === undefined ? loneBackslash : takeOf(item.attribute)(draft, item, zone);
    if (why !== undefined) notUnderstood.push(noteOf(table, item, why));
  }
  const { password, disabled = false, ...rest } = draft;
  return { conditions: { password, disabled, ...rest }, notUnderstood };
}

const twice = "An earlier row says this already, and FreeRADIUS uses the first.";

const neverMatches = (item: Item): string =>
  isComparison(item.op)
    ? `With "${item.op}" FreeRADIUS compares this with the request, where it never is, so that the row lets nobody in; ":=" would set it.`
    : badOperator(item);

const badOperator = ({ op }: Item): string =>
  op === ""
    ? "The operator is empty, which FreeRADIUS takes for a comparison that nothing matches."
    : `"${op}" is no operator of a check item; FreeRADIUS refuses every login that meets it.`;

function takeOf(attribute: string): Take {
  const name = attribute.toLowerCase();
  if (isPasswordAttribute(name)) return takePassword;
  return takes.get(name) ?? notAsked;
}

const takePassword: Take = (draft, item) => {
  // FreeRADIUS 1 and 2 documented User-Password ==, and databases of that age have it.
  const old = compares(item.op) && /^(user-)?password$/i.test(item.attribute);
  if (!sets(item.op) && !old) return neverMatches(item);
  if (draft.password !== undefined) return twice;
  const read = readStoredPassword(item.attribute, item.value);
  if (!read.ok) return whyNoPassword(read.error);
  if (read.value.scheme === "cleartext" && read.value.password === "") return "An empty password lets nobody in.";
  draft.password = read.value;
  return undefined;
};

const takeAuthType: Take = (draft, item) => {
  // Of all server items this one is left out of the comparison, so that "=" sets it as well.
  if (!sets(item.op) && item.op !== "=") return `"${item.op}" sets no Auth-Type; the row has no effect in FreeRADIUS.`;
  switch (item.value.toLowerCase()) {
    case "reject":
      draft.disabled = true;
      return undefined;
    case "accept":
      return "Lets this login in with any password; here every login has one, so give it one.";
    default:
      return "Fixes the way of proving a password; here that follows from what the request brings.";
  }
};

const takeExpiration: Take = (draft, item, zone) => {
  if (!sets(item.op) && !compares(item.op)) return `An expiry is set with ":=" (or "=="), not with "${item.op}".`;
  if (draft.expiresAt !== undefined) return twice;
  const read = readExpiration(item.value, zone);
  if (!read.ok) return 'Is no date as FreeRADIUS writes them ("13 Dec 2027 10:00:00"); it refuses every login with it.';
  draft.expiresAt = read.value;
  return undefined;
};

const takeLoginTime: Take = (draft, item) => {
  if (!sets(item.op)) return neverMatches(item);
  if (draft.loginTimes !== undefined) return twice;
  const read = readLoginTime(item.value);
  if (!read.ok) return `FreeRADIUS finds no days and hours in "${read.error.part}" ("Wk0800-1700,Sa" would be some).`;
  draft.loginTimes = read.value;
  return undefined;
};

const number =
  (take: (draft: Draft, number: number, item: Item) => boolean, { unit }: { unit: string }): Take =>
  (draft, item) => {
    if (!sets(item.op)) return neverMatches(item);
    if (!/^\d{1,10}$/.test(item.value)) return `Is not ${unit}.`;
    return take(draft, Number(item.value), item) ? undefined : twice;
  };

const sessionLimit = (per: SessionLimit["per"]): Take =>
  number(
    (draft, seconds, { attribute: name }) => {
      if (draft.sessionLimits.some((limit) => limit.per === per)) return false;
      draft.sessionLimits.push({ name, seconds, per });
      return true;
    },
    { unit: "a number of seconds" },
  );

const afterFirstLogin: Take = number(
  (draft, seconds) => {
    if (draft.expiresAfterFirstLoginSeconds !== undefined) return false;
    draft.expiresAfterFirstLoginSeconds = seconds;
    return true;
  },
  { unit: "a number of seconds" },
);

/** One of the values that a request must have. */
const oneOf =
  (list: (draft: Draft) => string[], valid: (value: string) => boolean, unit: string): Take =>
  (draft, item) => {
    if (sets(item.op)) return `":=" and "+=" compare with nothing: the row restricted nobody. "==" would.`;
    if (!isComparison(item.op)) return badOperator(item);
    if (!compares(item.op)) return `Only equality is kept here; "${item.op}" needs a rule of your own.`;
    if (!valid(item.value)) return `Is not ${unit}.`;
    const values = list(draft);
    if (values.includes(item.value)) return undefined;
    values.push(item.value);
    return values.length > 1
      ? "FreeRADIUS asks for every row, and no request has two values of this; taken as one more that is allowed."
      : undefined;
  };

const stations = oneOf(
  ({ callingStationIds }) => callingStationIds,
  (value) => value !== "",
  "an address of a device",
);
const nasAddresses = oneOf(
  ({ nasAddresses }) => nasAddresses,
  (value) => isIP(value) !== 0,
  "an IP address",
);

const takePool: Take = (draft, item) => {
  if (!sets(item.op)) return neverMatches(item);
  if (draft.pool !== undefined) return twice;
  draft.pool = item.value;
  return undefined;
};

const simultaneousUse: Take = number(
  (draft, sessions) => {
    if (draft.simultaneousUse !== undefined) return false;
    draft.simultaneousUse = sessions;
    return true;
  },
  { unit: "a number of sessions" },
);

const takes: ReadonlyMap<string, Take> = new Map([
  ["auth-type", takeAuthType],
  ["expiration", takeExpiration],
  ["login-time", takeLoginTime],
  ["simultaneous-use", simultaneousUse],
  ["max-hourly-session", sessionLimit("hour")],
  ["max-daily-session", sessionLimit("day")],
  ["max-weekly-session", sessionLimit("week")],
  ["max-monthly-session", sessionLimit("month")],
  ["max-all-session", sessionLimit("lifetime")],
  ["expire-after", afterFirstLogin],
  ["access-period", afterFirstLogin],
  ["calling-station-id", stations],
  ["nas-ip-address", nasAddresses],
  ["nas-ipv6-address", nasAddresses],
  ["pool-name", takePool],
]);

const notAsked: Take = (_, item) => {
  if (item.attribute === "") return "The row has no attribute, which FreeRADIUS refuses.";
  if (dictionary.byName(item.attribute) === undefined) {
    return /octets|traffic|bytes|data|-mb\b/i.test(item.attribute)
      ? "A limit that a counter of that installation's own keeps; give the plan a data cap in its place."
      : "Nothing here knows this attribute.";
  }
  if (sets(item.op)) return "An attribute of requests that is set and not compared: the row has no effect on a login.";
  return isComparison(item.op)
    ? "Requests are not told apart by this attribute here; the condition is left out."
    : badOperator(item);
};
