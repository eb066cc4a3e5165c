import { type IdKind, isId } from "@beacom/ids";

/** What a text that somebody typed may be, the surest first. One text may be several things: twelve digits are a phone or a hardware address. */
export type Recognised =
  | { readonly kind: "id"; readonly of: FindableId; readonly id: string }
  | { readonly kind: "mac"; readonly mac: string }
  | { readonly kind: "address"; readonly address: string }
  | { readonly kind: "email"; readonly email: string }
  | { readonly kind: "serial"; readonly serial: string }
  | { readonly kind: "phone"; readonly phone: string }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "reference"; readonly reference: string };

const findableIds = [
  "customer",
  "session",
  "payment",
  "voucherBatch",
  "reseller",
  "approval",
] as const satisfies IdKind[];
export type FindableId = (typeof findableIds)[number];

const longest = 200;

export function recognise(typed: string): readonly Recognised[] {
  const text = typed
    .normalize("NFC")
    .replaceAll(/[\p{Cc}\p{Cf}]+/gu, " ")
    .trim();
  if (text === "" || text.length > longest) return [];
  const id = idIn(text);
  // Nothing else looks like one.
  if (id) return [id];
  const address = addressIn(text);
  if (address) return [address, ...phoneIn(text)];
  const mac = macIn(text);
  if (mac.length > 0 && text.length > 12) return mac;
  return [...mac, ...emailIn(text), ...serialIn(text), ...phoneIn(text), ...nameIn(text), ...referenceIn(text)];
}

function idIn(text: string): Recognised | undefined {
  const id = text.toLowerCase();
  const of = findableIds.find((kind) => isId(kind, id));
  return of && { kind: "id", of, id };
}

/** Written in any of the usual ways: `aa:bb:…`, `AA-BB-…`, `aabb.ccdd.eeff`, or without anything between. */
function macIn(text: string): Recognised[] {
  const usual =
    /^(?:[0-9a-f]{2}([:-]))(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}$|^(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}$|^[0-9a-f]{12}$/i;
  if (!usual.test(text)) return [];
  const digits = text.toLowerCase().replaceAll(/[^0-9a-f]/g, "");
  return [{ kind: "mac", mac: digits.match(/../g)!.join(":") }];
}

function addressIn(text: string): Recognised | undefined {
  if (isIpv4(text)) return { kind: "address", address: text };
  return isIpv6(text) ? { kind: "address", address: text.toLowerCase() } : undefined;
}

const isIpv4 = (text: string): boolean => {
  const parts = text.split(".");
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
};

/** RFC 4291 section 2.2: eight groups, a run of zeros as `::` once, the last two perhaps as IPv4. */
function isIpv6(text: string): boolean {
  const halves = text.split("::");
  if (!text.includes(":") || halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  const last = groups.at(-1) ?? "";
  const isMixed = last.includes(".");
  if (isMixed && !isIpv4(last)) return false;
  const plain = isMixed ? groups.slice(0, -1) : groups;
  if (!plain.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return false;
  const count = plain.length + (isMixed ? 2 : 0);
  return halves.length === 2 ? count <= 7 : count === 8;
}

const emailIn = (text: string): Recognised[] =>
  /^[^\s@]+@[^\s@]*$/.test(text) ? [{ kind: "email", email: text.toLowerCase() }] : [];

/** A series and the number in it, as `INV-000123`. */
const serialIn = (text: string): Recognised[] =>
  /^\p{L}[\p{L}\d/_-]{0,38}-\d{1,18}$/u.test(text) ? [{ kind: "serial", serial: text.toUpperCase() }] : [];

/** Four digits or more, with what people write between them. */
function phoneIn(text: string): Recognised[] {
  if (!/^\+?[\d\s().-]+$/.test(text)) return [];
  const phone = (text.startsWith("+") ? "+" : "") + text.replaceAll(/\D/g, "");
  const digits = phone.replace(/^[+0]+/, "");
  return digits.length >= 4 && digits.length <= 15 ? [{ kind: "phone", phone }] : [];
}

const nameIn = (text: string): Recognised[] =>
  /\p{L}.*\p{L}/su.test(text) && /^[\p{L}\p{M}\s'’.,-]+$/u.test(text)
    ? [{ kind: "name", name: text.replaceAll(/\s+/g, " ") }]
    : [];

/** As a payment provider calls a payment: one word with a digit in it. */
const referenceIn = (text: string): Recognised[] =>
  /^(?=.*\d)[\w.=-]{6,100}$/.test(text) ? [{ kind: "reference", reference: text }] : [];
