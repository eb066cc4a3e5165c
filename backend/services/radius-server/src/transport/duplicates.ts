import { sameBytes } from "@beacom/radius";

type Seen = { authenticator: Uint8Array; atMs: number; reply: Uint8Array | undefined };

/**
 * RFC 5080 section 2.2.2: a request with the source, identifier and authenticator of one that was seen lately is that one sent again. Its
 * reply is sent again too; while it is still being worked on, it is ignored. Bounded by age and by number.
 */
export type Duplicates = {
  find(key: string, authenticator: Uint8Array): Seen | undefined;
  add(key: string, authenticator: Uint8Array, reply: Uint8Array | undefined): Seen;
  forget(key: string, seen: Seen): void;
};

export const duplicateKey = (address: string, port: number, identifier: number): string =>
  `${address} ${port} ${identifier}`;

export function rememberDuplicates(options: { ageMs: number; most: number; nowMs: () => number }): Duplicates {
  // In the order of their arrival: the oldest are in front.
  const seen = new Map<string, Seen>();

  function evict(nowMs: number): void {
    for (const [key, { atMs }] of seen) {
      if (seen.size <= options.most && nowMs - atMs < options.ageMs) return;
      seen.delete(key);
    }
  }

  return {
    find(key, authenticator) {
      const found = seen.get(key);
      if (found === undefined || !sameBytes(found.authenticator, authenticator)) return undefined;
      return options.nowMs() - found.atMs < options.ageMs ? found : undefined;
    },
    add(key, authenticator, reply) {
      const nowMs = options.nowMs();
      const entry = { authenticator: authenticator.slice(), atMs: nowMs, reply };
      seen.delete(key);
      seen.set(key, entry);
      evict(nowMs);
      return entry;
    },
    forget(key, entry) {
      if (seen.get(key) === entry) seen.delete(key);
    },
  };
}
