import { ok, type Result, refuse } from "@beacom/result";

export type SecondFactorRefusal = { kind: "second-factor-wrong" | "too-many-attempts" };

/** An authenticator in use. */
export type Authenticator = {
  secret: string;
  /** The last time step for which a code was accepted. */
  lastStep: number;
};

export const recoveryCodesAtOnce = 10;
const offerMinutes = 15;
const challengeMinutes = 5;

export const offerExpiry = (offeredAt: Date): Date => new Date(offeredAt.getTime() + offerMinutes * 60_000);
export const challengeExpiry = (at: Date): Date => new Date(at.getTime() + challengeMinutes * 60_000);

/**
 * A code is good once, and so is every earlier one (RFC 6238 section 5.2): whoever looks over a shoulder, or reads the code on its way, has
 * nothing. `step` is the time step that the code is right for, if it is right for any.
 */
export function decideTimeCode(
  authenticator: Authenticator | undefined,
  step: number | undefined,
): Result<{ step: number }, { kind: "second-factor-wrong" }> {
  const isNew = authenticator !== undefined && step !== undefined && step > authenticator.lastStep;
  return isNew ? ok({ step }) : refuse({ kind: "second-factor-wrong" });
}

export type Offer = { secret: string; offeredAt: Date };

/** The code proves that the authenticator has the secret; an offer that lies about does not become a second factor later. */
export function decideEnrolment(
  offer: Offer | undefined,
  step: number | undefined,
  at: Date,
): Result<Authenticator, { kind: "totp-not-offered" | "second-factor-wrong" }> {
  if (!offer || at >= offerExpiry(offer.offeredAt)) return refuse({ kind: "totp-not-offered" });
  return step === undefined ? refuse({ kind: "second-factor-wrong" }) : ok({ secret: offer.secret, lastStep: step });
}

export type Challenge = { personId: string; device: string; expiresAt: Date; usedAt: Date | undefined };

export function decideChallenge(
  challenge: Challenge | undefined,
  at: Date,
): Result<Challenge, { kind: "challenge-ended" }> {
  const isOpen = challenge !== undefined && !challenge.usedAt && at < challenge.expiresAt;
  return isOpen ? ok(challenge) : refuse({ kind: "challenge-ended" });
}

/** As people type it: in capitals, with spaces, with letters that look like digits (Crockford's base 32 has no i, l, o and u). */
export const readRecoveryCode = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^0-9a-z]/g, "")
    .replaceAll("o", "0")
    .replaceAll(/[il]/g, "1");

export const readTimeCode = (text: string): string | undefined => {
  const digits = text.replaceAll(/\s/g, "");
  return /^\d{6}$/.test(digits) ? digits : undefined;
};
