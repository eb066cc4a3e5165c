import { ok, type Result, refuse } from "@beacom/result";
import type { Pepper } from "#adapters/vouchers/code-secrets-peppered";

const leastOctets = 32;

/** `2027:…,2026:…`, the newest first: an id and at least 32 octets in base64 each. */
export function readPeppers(text: string): Result<readonly Pepper[], { readonly kind: "not-peppers" }> {
  const peppers: Pepper[] = [];
  for (const part of text.split(",")) {
    const [, keyId, base64] = /^\s*([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/]+={0,2})\s*$/.exec(part) ?? [];
    if (keyId === undefined || base64 === undefined) return refuse({ kind: "not-peppers" });
    const octets = Buffer.from(base64, "base64");
    const isKnown = peppers.some((pepper) => pepper.keyId === keyId);
    if (octets.length < leastOctets || isKnown) return refuse({ kind: "not-peppers" });
    peppers.push({ keyId, octets });
  }
  return ok(peppers);
}
