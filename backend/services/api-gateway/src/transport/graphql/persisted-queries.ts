import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { ok, refuse, type Result } from "@beacom/result";

/** What Apollo's and others' clients send for a query that they believe is known: the SHA-256 of its text, in hex. */
export const PersistedQuery = z.object({ version: z.literal(1), sha256Hash: z.string().regex(/^[0-9a-f]{64}$/) });

type Asked = { query?: string | undefined; sha256Hash?: string | undefined };
export type PersistedRefusal = {
  kind: "query-missing" | "persisted-query-not-found" | "persisted-query-mismatch" | "query-not-registered";
};

export type PersistedQueries = {
  /** The text to execute, and whether it came with a hash to be remembered by. */
  textOf(asked: Asked): Result<{ text: string; hash: string | undefined }, PersistedRefusal>;
  /** Remembers a text that proved to be a good query. */
  remember(hash: string, text: string): void;
};

/**
 * Automatic persisted queries: a client sends the text once, and only its hash from then on. What is remembered is bounded by number and by
 * size; the least recently used is forgotten first, and its client sends it again.
 */
export function automaticQueries({ most = 1_000, mostCharacters = 2_000_000 } = {}): PersistedQueries {
  const known = new Map<string, string>();
  let characters = 0;
  return {
    textOf({ query, sha256Hash: hash }) {
      if (hash === undefined) return query ? ok({ text: query, hash }) : refuse({ kind: "query-missing" });
      if (query)
        return sha256(query) === hash ? ok({ text: query, hash }) : refuse({ kind: "persisted-query-mismatch" });
      const text = known.get(hash);
      if (text === undefined) return refuse({ kind: "persisted-query-not-found" });
      known.delete(hash);
      known.set(hash, text);
      return ok({ text, hash: undefined });
    },
    remember(hash, text) {
      if (known.has(hash)) return;
      known.set(hash, text);
      characters += text.length;
      for (const [oldest, forgotten] of known) {
        if (known.size <= most && characters <= mostCharacters) break;
        known.delete(oldest);
        characters -= forgotten.length;
      }
    },
  };
}

/** Only what was registered beforehand is executed, whether its text is sent or its hash. */
export function registeredQueries(registered: ReadonlyMap<string, string>): PersistedQueries {
  return {
    textOf({ query, sha256Hash }) {
      if (query === undefined && sha256Hash === undefined) return refuse({ kind: "query-missing" });
      if (query !== undefined && sha256Hash !== undefined && sha256(query) !== sha256Hash)
        return refuse({ kind: "persisted-query-mismatch" });
      const text = registered.get(sha256Hash ?? sha256(query ?? ""));
      return text === undefined ? refuse({ kind: "query-not-registered" }) : ok({ text, hash: undefined });
    },
    remember() {},
  };
}

const Registered = z.record(z.string().regex(/^[0-9a-f]{64}$/), z.string().min(1));

/** Queries by the SHA-256 of their text, from a JSON file as clients' build tools write it. Throws when a hash is not its text's. */
export function readRegistered(file: string): ReadonlyMap<string, string> {
  const registered = new Map(Object.entries(Registered.parse(JSON.parse(readFileSync(file, "utf8")))));
  for (const [hash, text] of registered)
    if (sha256(text) !== hash)
      throw new Error(`${file} has another query under ${hash} than the one it is the hash of`);
  return registered;
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
