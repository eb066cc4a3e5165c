/**
 * What a make of NAS understands, as data: which attributes grant what, and how it finds a session that is to be changed. A new make is a
 * JSON file here, or a row that the operator puts into the database; never code.
 */
export type NasKind = {
  readonly name: string;
  readonly title: string;
  /** Absent: as the standard kind grants it. An empty list: it cannot be granted. */
  readonly grants: Readonly<Partial<Record<Grant, readonly Template[]>>>;
  readonly dynamicAuthorization: DynamicAuthorizationRules;
  /** The API that ends or changes a session when CoA and Disconnect do not. */
  readonly deviceApi: "routeros" | undefined;
};

export type Grant =
  | "rate"
  | "burst"
  | "list"
  | "listLeft"
  | "session"
  | "idle"
  | "interim"
  | "address"
  | "nasPool"
  | "prefix"
  | "prefixNasPool"
  | "delegated"
  | "delegatedNasPool";

/** `value` is a text with fields in braces: `{up:short}/{down:short}`. */
export type Template = { readonly attribute: string; readonly value: string };

export type DynamicAuthorizationRules = {
  /** RFC 5176's 3799, or what this make listens on. */
  readonly port: number;
  /** `no`: it acknowledges a CoA at most; only a new login changes what a session may do. */
  readonly changesSessions: "yes" | "no";
  /** What tells it which session is meant. A template whose field is not known of a session is left out. */
  readonly session: readonly Template[];
  /** Without these fields it finds no session, or acknowledges and does nothing. */
  readonly needs: readonly string[];
};

export type Fields = Readonly<Record<string, bigint | number | string | undefined>>;

/** An attribute by the dictionary's name. */
export type NamedAttribute = readonly [name: string, value: string];

export function grant(kind: NasKind, what: Grant, fields: Fields): NamedAttribute[] {
  return render(kind.grants[what] ?? [], fields);
}

/** A template with a field that is absent says nothing. */
export function render(templates: readonly Template[], fields: Fields): NamedAttribute[] {
  const rendered: NamedAttribute[] = [];
  for (const { attribute, value } of templates) {
    let complete = true;
    const text = value.replaceAll(/\{(\w+)(?::(\w+))?\}/g, (_, name: string, format: string | undefined) => {
      const field = fields[name];
      if (field === undefined) {
        complete = false;
        return "";
      }
      return format === undefined ? String(field) : formats[format as Format](field);
    });
    if (complete) rendered.push([attribute, text]);
  }
  return rendered;
}

const most32 = 0xffff_ffffn;

/** How a number is written. Every unit is of bits per second, as rates are. */
export const formats = {
  /** 512k, 20M: RouterOS. */
  short: (value) => shortOf(BigInt(value)),
  /** Thousands, at least 1: what is slow must not become no limit. */
  k: (value) => String(BigInt(value) === 0n ? 0n : max(BigInt(value) / 1_000n, 1n)),
  /** Octets per second. */
  octets: (value) => String(BigInt(value) / 8n),
  /** As much as an integer attribute holds. */
  u32: (value) => String(BigInt(value) > most32 ? most32 : BigInt(value)),
} satisfies Record<string, (value: bigint | number | string) => string>;

export type Format = keyof typeof formats;

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);

function shortOf(value: bigint): string {
  if (value === 0n) return "0";
  if (value % 1_000_000n === 0n) return `${value / 1_000_000n}M`;
  return value % 1_000n === 0n ? `${value / 1_000n}k` : `${value}`;
}
