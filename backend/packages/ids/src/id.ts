import { randomFillSync } from "node:crypto";
import { type Result, ok, refuse } from "@beacom/result";

/** What an id names, as its readable prefix. */
const prefixes = {
  customer: "cus",
  staff: "stf",
  account: "acc",
  plan: "pln",
  bundle: "bun",
  payment: "pay",
  callback: "cbk",
  nas: "nas",
  session: "ses",
  message: "msg",
  webhookEndpoint: "whk",
  verification: "ver",
  tokenFamily: "fam",
  entry: "ent",
  claim: "clm",
  massChange: "chg",
  massAction: "mas",
  note: "nte",
  process: "prc",
  voucherBatch: "vbt",
  reseller: "rsl",
  approval: "apv",
  accountUser: "usr",
  invitation: "ivt",
  elevation: "elv",
  apiClient: "cli",
  passkey: "pky",
  invoiceRecipient: "rcp",
  evidence: "evd",
  personalDataExport: "exp",
  erasure: "ers",
} as const;

export type IdKind = keyof typeof prefixes;

/** A time-ordered UUID (RFC 9562, version 7) written as prefix, underscore and 26 characters of Crockford's base 32. */
export type Id<Kind extends IdKind> = string & { readonly __kind: Kind };

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
const pattern = /^([a-z]{3})_([0-7][0-9a-hjkmnp-tv-z]{25})$/;

/** A new id. `atMs` and `random` (10 octets) are for tests; the default is now and the system's randomness. */
export function newId<Kind extends IdKind>(kind: Kind, atMs: number = Date.now(), random?: Uint8Array): Id<Kind> {
  const bytes = new Uint8Array(16);
  if (random) bytes.set(random.subarray(0, 10), 6);
  else randomFillSync(bytes, 6);
  new DataView(bytes.buffer).setUint32(0, Math.floor(atMs / 0x10000));
  new DataView(bytes.buffer).setUint16(4, atMs % 0x10000);
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  return written(kind, BigInt(`0x${Buffer.from(bytes).toString("hex")}`));
}

export function parseId<Kind extends IdKind>(
  kind: Kind,
  text: string,
): Result<Id<Kind>, { kind: "not-an-id"; expected: string }> {
  return isId(kind, text) ? ok(text) : refuse({ kind: "not-an-id", expected: `${prefixes[kind]}_ and 26 characters` });
}

export function isId<Kind extends IdKind>(kind: Kind, text: string): text is Id<Kind> {
  return pattern.exec(text)?.[1] === prefixes[kind];
}

/** The UUID behind an id, as PostgreSQL stores it. */
export function uuidOf(id: Id<IdKind>): string {
  let value = 0n;
  for (const character of id.slice(4)) value = value * 32n + BigInt(alphabet.indexOf(character));
  const hex = value.toString(16).padStart(32, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export function idFromUuid<Kind extends IdKind>(kind: Kind, uuid: string): Id<Kind> {
  return written(kind, BigInt(`0x${uuid.replaceAll("-", "")}`));
}

function written<Kind extends IdKind>(kind: Kind, value: bigint): Id<Kind> {
  let text = "";
  for (let rest = value, i = 0; i < 26; i++, rest /= 32n) text = alphabet[Number(rest % 32n)] + text;
  return `${prefixes[kind]}_${text}` as Id<Kind>;
}
