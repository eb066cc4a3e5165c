import { refuse, ok, type Result } from "@beacom/result";

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Something that somebody changed. */
export type AuditEntry = {
  /** The outbox that told of it, or the service itself, and the position or command key there. */
  source: string;
  sourcePosition: string;
  who: { kind: "staff" | "service" | "customer"; id: string; role: string };
  /** As `wallet.adjusted`: what was changed, and how. */
  what: string;
  whom: { kind: string; id: string };
  before: Json;
  after: Json;
  why: string;
  from: { address: string; userAgent: string };
  at: Date;
  traceId: string;
};

export type EntryRefusal = { kind: "secret-in-entry"; path: string };

/** The log is kept for years and read by many: a secret in it could never be taken out again. */
export function withoutSecrets(entry: AuditEntry): Result<AuditEntry, EntryRefusal> {
  const path = secretIn(entry.before, "before") ?? secretIn(entry.after, "after");
  return path === undefined ? ok(entry) : refuse({ kind: "secret-in-entry", path });
}

const hiddenMark = "(hidden)";

/** For what others tell of: a field that names a secret says `(hidden)`, so that the entry need not be refused. */
export const withSecretsHidden = (entry: AuditEntry): AuditEntry => ({
  ...entry,
  before: hidden(entry.before),
  after: hidden(entry.after),
});

function hidden(value: Json): Json {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(hidden);
  const fields = Object.entries(value).map(([name, field]): [string, Json] =>
    namesSecret(name) ? [name, hiddenMark] : [name, hidden(field)],
  );
  return Object.fromEntries(fields);
}

const secretWords = new Set([
  "password",
  "passwords",
  "secret",
  "secrets",
  "token",
  "tokens",
  "code",
  "codes",
  "key",
  "keys",
]);

function secretIn(value: Json, path: string): string | undefined {
  if (value === null || typeof value !== "object") return undefined;
  const isList = Array.isArray(value);
  for (const [name, field] of Object.entries(value)) {
    const here = `${path}.${name}`;
    if (!isList && namesSecret(name)) {
      if (field === hiddenMark) continue;
      return here;
    }
    const deeper = secretIn(field, here);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

/** By whole words, so that `postcode` or `keyboard` may be written and `apiKey` or `reset_token` may not. */
const namesSecret = (name: string): boolean =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .some((word) => secretWords.has(word));
