import { ok, type Result, refuse } from "@beacom/result";

/** A key pair of which the private half never leaves the person's authenticator. */
export type Passkey = {
  passkeyId: string;
  personId: string;
  name: string;
  credential: Credential;
  addedAt: Date;
  lastUsedAt: Date | undefined;
};

/** What the authenticator said of it. */
export type Credential = {
  credentialId: Uint8Array;
  /** COSE. */
  publicKey: Uint8Array;
  /** How often it has signed; zero for ever where the authenticator does not count. */
  counter: number;
  transports: readonly string[];
  /** Whether the maker of the device keeps a copy. */
  backedUp: boolean;
};

/** What a challenge was made for: it is worth nothing for anything else, nor for anybody else. */
export type PasskeyPurpose =
  | { for: "registration" | "second-factor" | "step-up"; personId: string }
  /** The passkey says whose it is. */
  | { for: "sign-in"; personId: undefined };
export type PasskeyChallenge = PasskeyPurpose & { expiresAt: Date };

const challengeMinutes = 5;
export const mostPasskeys = 20;
const longestName = 60;

export const passkeyChallengeExpiry = (at: Date): Date => new Date(at.getTime() + challengeMinutes * 60_000);

/** `challenge` is what was kept of it, taken away so that nothing answers it twice. */
export function decidePasskeyChallenge(
  challenge: PasskeyChallenge | undefined,
  wanted: PasskeyPurpose,
  at: Date,
): Result<true, { kind: "challenge-ended" }> {
  const isOpen =
    challenge !== undefined &&
    challenge.for === wanted.for &&
    challenge.personId === wanted.personId &&
    at < challenge.expiresAt;
  return isOpen ? ok(true) : refuse({ kind: "challenge-ended" });
}

/**
 * WebAuthn level 3, section 6.1.1: a count that does not grow means that two authenticators hold one key. Which of them is the person's
 * cannot be told, so neither is let in with it.
 */
export function decideCounter(kept: number, shown: number): Result<number, { kind: "passkey-counts-backwards" }> {
  const grows = shown > kept || (shown === 0 && kept === 0);
  return grows ? ok(shown) : refuse({ kind: "passkey-counts-backwards" });
}

/** What is left to sign in with when a passkey is gone. */
export type OtherWays = { passkeys: number; authenticator: boolean; phone: boolean };

export function decideRemoval({ passkeys, authenticator, phone }: OtherWays): Result<true, { kind: "last-way-in" }> {
  return passkeys > 0 || authenticator || phone ? ok(true) : refuse({ kind: "last-way-in" });
}

/** As the person calls it, or as the device calls itself. */
export function readPasskeyName(text: string, device = ""): Result<string, { kind: "name-not-valid" }> {
  const tidy = (words: string) => words.replaceAll(/[\p{C}\s]+/gu, " ").trim();
  const name = tidy(text) || tidy(device).slice(0, longestName).trim();
  return name === "" || name.length > longestName ? refuse({ kind: "name-not-valid" }) : ok(name);
}
