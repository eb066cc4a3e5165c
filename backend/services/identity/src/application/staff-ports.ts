import type { Authenticator, Challenge, Offer } from "#domain/second-factor";
import type { Staff, StaffMember, StaffRights } from "#domain/staff";

export type StaffRecords = {
  /** Adds the first one; false when there is one already. */
  addFirst(staff: Staff & StaffRights & { passwordHash: string; at: Date }): Promise<boolean>;
  find(staffId: string): Promise<StaffMember | undefined>;
  /** Without those who have been deactivated. */
  signingInAs(email: string): Promise<(StaffMember & { passwordHash: string }) | undefined>;
  replacePasswordHash(staffId: string, passwordHash: string): Promise<void>;
};

/** Second factors of customers and of staff alike. Secrets are sealed on their way in and opened on their way out. */
export type SecondFactorRecords = {
  authenticator(personId: string): Promise<Authenticator | undefined>;
  offer(personId: string): Promise<Offer | undefined>;
  addOffer(personId: string, offer: Offer): Promise<void>;
  /** The offer is what the person has from now on. */
  enrol(personId: string, authenticator: Authenticator, at: Date): Promise<void>;
  acceptStep(personId: string, step: number): Promise<void>;
  recoveryCodesLeft(personId: string): Promise<number>;
  /** Those from before are worth nothing any more. */
  replaceRecoveryCodes(personId: string, codeHashes: readonly Uint8Array[], at: Date): Promise<void>;
  /** False when there is no such code, or it was used before. */
  useRecoveryCode(personId: string, codeHash: Uint8Array, at: Date): Promise<boolean>;
  addChallenge(challengeHash: Uint8Array, challenge: Challenge): Promise<void>;
  /** Held until the transaction ends. */
  holdChallenge(challengeHash: Uint8Array): Promise<Challenge | undefined>;
  useChallenge(challengeHash: Uint8Array, at: Date): Promise<void>;
  /** Authenticator, recovery codes and open challenges. */
  forget(personId: string): Promise<void>;
};

/** RFC 6238 with what every authenticator can do: SHA-1, six digits, thirty seconds. */
export type TimeCodes = {
  /** Base 32. */
  newSecret(): string;
  /** What a QR code shows to an authenticator. */
  uri(secret: string, account: string): string;
  /** The time step that the code is right for: the one of this moment, the one before or the one after. */
  stepOf(secret: string, code: string, at: Date): number | undefined;
};
