import { IdentityService } from "@beacom/proto/identity/v1/identity";
import { type CryptoKey, importJWK, type JWK } from "jose";
import type { Logger } from "#log";
import type { Peers } from "#peers";
import { outsideOfRequest } from "#request-scope";

export type SigningKeys = { find(kid: string): Promise<CryptoKey | Uint8Array | undefined> };

/** Identity does not answer and the key is not known yet: the token may well be good. */
export class SigningKeysUnavailable extends Error {}

const freshMs = 5 * 60_000;
/** Tokens with invented key ids must not turn into a call to identity each. */
const pauseMs = 5_000;

/** Identity's public keys, fetched when first needed, again after five minutes, and when a token names a key not seen yet. */
export function signingKeysOf(peers: Peers, log: Logger, nowMs: () => number = Date.now): SigningKeys {
  const identity = peers.client(IdentityService);
  let keys = new Map<string, CryptoKey | Uint8Array>();
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let triedAt = Number.NEGATIVE_INFINITY;
  let fetching: Promise<void> | undefined;

  async function fetch(): Promise<void> {
    triedAt = nowMs();
    const { jwksJson } = await identity.getSigningKeys({});
    const found = (JSON.parse(jwksJson) as { keys: JWK[] }).keys.filter((key) => key.kid !== undefined);
    keys = new Map(await Promise.all(found.map(async (jwk) => [jwk.kid!, await importJWK(jwk, "EdDSA")] as const)));
    fetchedAt = nowMs();
  }

  /** Shared by all requests that wait for it, so it must not end with the deadline of one of them. */
  const refresh = () => (fetching ??= outsideOfRequest(fetch).finally(() => (fetching = undefined)));

  return {
    async find(kid) {
      const known = keys.get(kid);
      const old = nowMs() - fetchedAt > freshMs;
      if (known && !old) return known;
      if (fetching === undefined && nowMs() - triedAt < pauseMs && fetchedAt > Number.NEGATIVE_INFINITY) return known;
      try {
        await refresh();
      } catch (cause) {
        // An old key is better than none: identity may be down for longer than the keys are fresh.
        if (known) return known;
        log.warn({ err: cause }, "identity's signing keys cannot be fetched");
        throw new SigningKeysUnavailable("identity's signing keys cannot be fetched", { cause });
      }
      return keys.get(kid);
    },
  };
}
