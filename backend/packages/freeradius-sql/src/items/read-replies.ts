import { attributesOf, dictionary } from "@beacom/radius";
import { type Item, loneBackslash, type NotUnderstood, noteOf, operatorOf } from "#items/item";
import type { ReplyItem, Service } from "#items/service";
import { readMikrotikRateLimit } from "#values/mikrotik-rate-limit";
import { optional } from "#values/optional";
import type { Rate } from "#values/rate";
import { valueText } from "#values/value-text";

export type Replies = {
  readonly service: Service;
  /** Fall-Through, where a row says it. */
  readonly fallThrough?: boolean;
  /** Attributes that were set with ":=": in a group, FreeRADIUS lets them win over the subscriber's own. */
  readonly overrides: readonly string[];
  readonly notUnderstood: NotUnderstood[];
};

/** The rows of one name in radreply or radgroupreply, in their order. */
export function readReplies(table: string, items: readonly Item[]): Replies {
  const notUnderstood: NotUnderstood[] = [];
  const replies: ReplyItem[] = [];
  let fallThrough: boolean | undefined;
  for (const raw of items) {
    const value = valueText(raw.value);
    const item = { attribute: raw.attribute.trim(), op: operatorOf(raw.op), value: value ?? raw.value };
    if (item.attribute.toLowerCase() === "fall-through" && value !== undefined) {
      fallThrough = /^(yes|1)$/i.test(value);
      continue;
    }
    const why = value === undefined ? loneBackslash : whyNotSent(item);
    if (why !== undefined) notUnderstood.push(noteOf(table, item, why));
    else replies.push({ ...item, attribute: dictionary.byName(item.attribute)?.name ?? item.attribute });
  }
  const overrides = [...new Set(replies.filter(({ op }) => op === ":=").map(({ attribute }) => attribute))];
  return { service: serviceOf(replies), ...optional("fallThrough", fallThrough), overrides, notUnderstood };
}

function whyNotSent(item: Item): string | undefined {
  const { attribute, op, value } = item;
  if (attribute === "") return "The row has no attribute, which FreeRADIUS refuses.";
  if (op === "<=" || op === ">=") return `"${op}" bounds what another row says; write the value itself.`;
  if (op !== "=" && op !== ":=" && op !== "+=") {
    return `"${op}" is no operator of a reply item; FreeRADIUS leaves the row out of its replies.`;
  }
  const bare = /^(.+):\d+$/.exec(attribute)?.[1] ?? attribute;
  const entry = dictionary.byName(attribute) ?? dictionary.byName(bare);
  if (entry === undefined) {
    return serverItems.has(attribute.toLowerCase())
      ? "Belongs into a check table; among replies it has no effect."
      : "Nothing here knows this attribute.";
  }
  if (entry.name === "Mikrotik-Rate-Limit" && !readMikrotikRateLimit(value).ok) {
    return 'Is no rate limit as RouterOS reads them ("2M/10M", upload first).';
  }
  // What is hidden with the NAS' secret is hidden when it is sent.
  if (entry.hiding !== undefined) return undefined;
  try {
    attributesOf({ [attribute]: value });
    return undefined;
  } catch {
    return `${entry.name} cannot have this value; FreeRADIUS refuses every login that needs the row.`;
  }
}

const serverItems = new Set([
  "auth-type",
  "cleartext-password",
  "crypt-password",
  "expiration",
  "login-time",
  "max-all-session",
  "max-daily-session",
  "max-monthly-session",
  "max-weekly-session",
  "nt-password",
  "pool-name",
  "simultaneous-use",
]);

/** The first row of an attribute with a field of its own goes there; one more of the same stays a reply, as it was sent. */
function serviceOf(items: readonly ReplyItem[]): Service {
  const left = [...items];
  const take = (attribute: string, usable: (value: string) => boolean = () => true): string | undefined => {
    const at = left.findIndex((item) => item.attribute === attribute);
    if (at === -1 || !usable(left[at]!.value)) return undefined;
    return left.splice(at, 1)[0]!.value;
  };
  const seconds = (attribute: string): number | undefined => {
    const value = take(attribute, (value) => /^\d{1,10}$/.test(value));
    return value === undefined ? undefined : Number(value);
  };
  return {
    ...optional("rate", takeRate(take)),
    ...optional("fixedIp", take("Framed-IP-Address", isFixedAddress)),
    ...optional("pool", take("Framed-Pool")),
    ...optional("sessionTimeoutSeconds", seconds("Session-Timeout")),
    ...optional("idleTimeoutSeconds", seconds("Idle-Timeout")),
    ...optional("interimSeconds", seconds("Acct-Interim-Interval")),
    ...optional("addressList", take("Mikrotik-Address-List")),
    replies: left,
  };
}

/** RFC 2865 section 5.8: with 255.255.255.255 the user chooses, with 255.255.255.254 the NAS. */
const isFixedAddress = (address: string): boolean =>
  address !== "255.255.255.255" && address !== "255.255.255.254" && address !== "0.0.0.0";

type TakeReply = (attribute: string, usable?: (value: string) => boolean) => string | undefined;

/** RouterOS lets its own attribute win over those of WISPr. ChilliSpot counts in kbit/s, WISPr in bit/s. */
function takeRate(take: TakeReply): Rate | undefined {
  const mikrotik = readMikrotikRateLimit(take("Mikrotik-Rate-Limit") ?? "");
  if (mikrotik.ok) return mikrotik.value;
  for (const [vendor, factor] of [
    ["WISPr", 1],
    ["ChilliSpot", 1_000],
  ] as const) {
    const limit = (direction: "Down" | "Up"): number | undefined => {
      const text = take(`${vendor}-Bandwidth-Max-${direction}`, (value) => /^[1-9]\d{0,9}$/.test(value));
      return text === undefined ? undefined : Number(text) * factor;
    };
    const rate = { ...optional("downBitsPerSecond", limit("Down")), ...optional("upBitsPerSecond", limit("Up")) };
    if (Object.keys(rate).length > 0) return rate;
  }
  return undefined;
}
