import type { CryptHash } from "#crypt/crypt-hash";

/**
 * A password as it was kept: in clear, or as what a hash left of it. `salt` of a digest is empty where the scheme has
 * none. Whoever holds `cleartext` or `nt` can serve CHAP or MS-CHAPv2 as well; the others prove a password only by PAP.
 */
export type StoredPassword =
  | { readonly scheme: "cleartext"; readonly password: string }
  | { readonly scheme: "nt"; readonly hash: Uint8Array }
  /** Recognised so that it can be told apart, and accepted never: eight letters of it fall within seconds. */
  | { readonly scheme: "lm"; readonly hash: Uint8Array }
  | {
      readonly scheme: "digest";
      readonly algorithm: DigestAlgorithm;
      readonly digest: Uint8Array;
      readonly salt: Uint8Array;
    }
  | {
      readonly scheme: "pbkdf2";
      readonly algorithm: Exclude<DigestAlgorithm, "md5">;
      readonly rounds: number;
      readonly salt: Uint8Array;
      readonly hash: Uint8Array;
    }
  | { readonly scheme: "crypt"; readonly crypt: CryptHash };

export type DigestAlgorithm = "md5" | "sha1" | "sha224" | "sha256" | "sha384" | "sha512";

/** In octets. */
export const digestLength = {
  md5: 16,
  sha1: 20,
  sha224: 28,
  sha256: 32,
  sha384: 48,
  sha512: 64,
} as const satisfies Record<DigestAlgorithm, number>;

/** Nothing of the value is in a refusal: it may end up in a log or on a screen. */
export type PasswordRefusal =
  | { readonly kind: "unknown-scheme" | "malformed"; readonly scheme: string }
  | { readonly kind: "too-many-rounds"; readonly scheme: string; readonly rounds: number; readonly most: number };
