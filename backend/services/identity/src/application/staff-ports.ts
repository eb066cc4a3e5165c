import type { Authenticator, Challenge, Offer } from "#domain/second-factor";
import type { Elevation } from "#domain/elevation";
import type { Invitation } from "#domain/invitation";
import type { Role } from "#domain/roles";
import type { Scopes, Staff, StaffMember } from "#domain/staff";

export type NewStaff = Staff & Scopes & { role: string; passwordHash: string; at: Date };

export type StaffRecords = {
  /** Adds the first one; false when there is one already. */
  addFirst(staff: NewStaff): Promise<boolean>;
  add(staff: NewStaff): Promise<void>;
  /** With what was granted for hours and is in force at this moment. */
  find(staffId: string, at: Date): Promise<StaffMember | undefined>;
  /** Also those who have been deactivated. */
  withEmail(email: string): Promise<StaffMember | undefined>;
  /** Without those who have been deactivated. */
  signingInAs(email: string): Promise<(StaffMember & { passwordHash: string }) | undefined>;
  all(at: Date): Promise<StaffMember[]>;
  replacePasswordHash(staffId: string, passwordHash: string): Promise<void>;
  changeRole(staffId: string, rights: { role: string } & Scopes): Promise<void>;
  deactivate(staffId: string, at: Date): Promise<void>;
  reactivate(staffId: string): Promise<void>;
};

/** What the operator has made of roles; a built-in one without a row is as the code has it. */
export type RoleRecords = {
  named(role: string): Promise<Role | undefined>;
  all(): Promise<(Role & { members: number; changed: boolean })[]>;
  write(role: Role, at: Date): Promise<void>;
  remove(role: string): Promise<void>;
};

export type InvitationRecords = {
  add(invitation: Invitation & { tokenHash: Uint8Array }): Promise<void>;
  find(invitationId: string): Promise<Invitation | undefined>;
  open(at: Date): Promise<Invitation[]>;
  /** Held until the transaction ends. */
  holdByToken(tokenHash: Uint8Array): Promise<Invitation | undefined>;
  accept(invitationId: string, at: Date): Promise<void>;
  withdraw(invitationId: string, at: Date): Promise<void>;
  /** There is one open invitation for an address: the latest. */
  withdrawOpenOf(email: string, at: Date): Promise<void>;
};

export type ElevationRecords = {
  add(elevation: Elevation): Promise<void>;
  /** Held until the transaction ends. */
  hold(elevationId: string): Promise<Elevation | undefined>;
  decide(elevationId: string, decided: NonNullable<Elevation["decided"]>): Promise<void>;
  end(elevationId: string, at: Date): Promise<void>;
  /** The latest first. */
  latest(howMany: number): Promise<Elevation[]>;
};

export type ApiClient = {
  clientId: string;
  name: string;
  permissions: readonly string[];
  createdBy: string;
  createdAt: Date;
  expiresAt: Date | undefined;
  lastUsedAt: Date | undefined;
  revokedAt: Date | undefined;
};

export type ApiClientRecords = {
  add(client: ApiClient & { secretHash: Uint8Array }): Promise<void>;
  find(clientId: string): Promise<(ApiClient & { secretHash: Uint8Array }) | undefined>;
  all(): Promise<ApiClient[]>;
  used(clientId: string, at: Date): Promise<void>;
  revoke(clientId: string, at: Date): Promise<void>;
};

/** Second factors of customers and of staff alike. Secrets are sealed on their way in and opened on their way out. */
export type SecondFactorRecords = {
  /** An authenticator or a passkey. */
  has(personId: string): Promise<boolean>;
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
  /** With its recovery codes. */
  removeAuthenticator(personId: string): Promise<void>;
  /** Authenticator, passkeys, recovery codes and open challenges. */
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
