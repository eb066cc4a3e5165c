import type { AccountUserRecords } from "#application/accounts/ports";
import type {
  ApiClientRecords,
  ElevationRecords,
  InvitationRecords,
  RoleRecords,
  SecondFactorRecords,
  StaffRecords,
} from "#application/staff-ports";
import type { PasskeyRecords } from "#application/passkey-ports";
import type { Level } from "#domain/account-user";
import type { Customer } from "#domain/customer";
import type { IdentityEvent } from "#domain/events";
import type { Person } from "#domain/person";
import type { SignInAttempts } from "#domain/sign-in-attempts";
import type { StaffRights } from "#domain/staff";
import type { EndOfFamily, RefreshToken } from "#domain/token-family";
import type { Verification } from "#domain/verification";

/** What is kept about people, as one transaction sees it. */
export type Records = {
  /** Whoever holds the same one waits until this transaction ends. Commands are held before phones, roles before persons, and persons before attempts. */
  hold(held: { phone: string } | { command: string } | { person: string } | { all: "roles" }): Promise<void>;
  customers: {
    add(customer: Customer & { passwordHash: string }): Promise<void>;
    find(customerId: string): Promise<Customer | undefined>;
    /** The latest first. A phone by digits in a row, an e-mail address by its beginning, a name by the beginnings of its words; in lower case. */
    search(by: CustomerSearch, limit: number): Promise<Customer[]>;
    verifiedWithPhone(phone: string): Promise<Customer | undefined>;
    /** The verified customer who signs in with this phone or e-mail address. */
    signingInAs(identifier: Identifier): Promise<(Customer & { passwordHash: string }) | undefined>;
    /** The e-mail address signs in from now on, unless it does so for somebody else. */
    verify(customerId: string, at: Date): Promise<void>;
    replacePasswordHash(customerId: string, passwordHash: string): Promise<void>;
    movePhone(customerId: string, phone: string): Promise<void>;
  };
  verifications: {
    issuedSince(phone: string, since: Date): Promise<number>;
    add(verification: NewVerification): Promise<void>;
    ofCommand(idempotencyKey: string): Promise<{ sent: CodeSent; requestHash: Uint8Array } | undefined>;
    /** Counts one more attempt and only then says what is known. */
    attempt(verificationId: string): Promise<(Verification & { codeHash: Uint8Array }) | undefined>;
    use(verificationId: string, at: Date): Promise<void>;
  };
  attempts: {
    /** Held until the transaction ends, so that attempts are counted one after the other. */
    hold(attempted: Attempted): Promise<SignInAttempts | undefined>;
    write(attempted: Attempted, attempts: SignInAttempts): Promise<void>;
    forget(attempted: Attempted): Promise<void>;
  };
  sessions: {
    start(session: NewSession): Promise<void>;
    find(familyId: string): Promise<Session | undefined>;
    /** Those that have not ended, the latest first. */
    open(person: Person, at: Date): Promise<Session[]>;
    addToken(token: { tokenHash: Uint8Array; familyId: string; at: Date; expiresAt: Date }): Promise<void>;
    /** Held until the transaction ends. `successorHash` is the token that replaced it, or would. */
    holdToken(tokenHash: Uint8Array, successorHash: Uint8Array): Promise<RefreshToken | undefined>;
    rotate(tokenHash: Uint8Array, at: Date): Promise<void>;
    end(familyId: string, because: EndOfFamily, at: Date): Promise<void>;
    endAll(person: Person, because: EndOfFamily, at: Date, butFamilyId?: string): Promise<void>;
    authenticated(familyId: string, at: Date): Promise<void>;
  };
  commands: {
    find(idempotencyKey: string): Promise<{ customerId: string; requestHash: Uint8Array } | undefined>;
    add(command: { idempotencyKey: string; customerId: string; requestHash: Uint8Array }): Promise<void>;
  };
  staff: StaffRecords;
  accountUsers: AccountUserRecords;
  roles: RoleRecords;
  invitations: InvitationRecords;
  elevations: ElevationRecords;
  apiClients: ApiClientRecords;
  secondFactors: SecondFactorRecords;
  passkeys: PasskeyRecords;
  /** As the last step of a transaction: writers of events take turns. */
  publish(events: readonly IdentityEvent[]): Promise<void>;
};

export type CustomerSearch = { name: string } | { phone: string } | { email: string };
export type Identifier = { phone: string } | { email: string };
/** What can be guessed at: a customer's or a member of staff's password, and anybody's second factor. */
export type Attempted = Identifier | { staffEmail: string } | { secondFactorOf: string };
export type NewSession = {
  familyId: string;
  person: Person;
  device: string;
  secondFactorAt: Date | undefined;
  at: Date;
};
export type Session = {
  familyId: string;
  person: Person;
  device: string;
  startedAt: Date;
  lastUsedAt: Date;
  endedAt: Date | undefined;
};
export type CodeSent = { verificationId: string; expiresAt: Date };
export type NewVerification = Omit<Verification, "attempts" | "usedAt"> & {
  codeHash: Uint8Array;
  issuedAt: Date;
  command?: { idempotencyKey: string; requestHash: Uint8Array };
};

export type InTransaction = <T>(work: (records: Records) => Promise<T>) => Promise<T>;

export type Passwords = {
  hash(password: string): Promise<string>;
  /** Takes as long when there is no hash to compare with. */
  matches(passwordHash: string | undefined, password: string): Promise<boolean>;
  /** Whether the hash was made with weaker settings than those in use. */
  isOutdated(passwordHash: string): boolean;
};

/** One-time codes and refresh tokens: made here, kept as hashes. */
export type OneTimeSecrets = {
  newCode(): string;
  newRecoveryCode(): string;
  codeHash(verificationId: string, code: string): Uint8Array;
  newToken(): string;
  /** Always the same for one token, and not to be found without the service's key. */
  successorOf(token: string): string;
  tokenHash(token: string): Uint8Array;
  requestHash(...fields: readonly string[]): Uint8Array;
  same(a: Uint8Array, b: Uint8Array): boolean;
};

export type AccessTokens = {
  forCustomer(
    customer: { customerId: string; familyId: string; secondFactorAt: Date | undefined },
    at: Date,
    expiresAt: Date,
  ): Promise<string>;
  forStaff(
    staff: { staffId: string; familyId: string; secondFactorAt: Date } & StaffRights,
    at: Date,
    expiresAt: Date,
  ): Promise<string>;
  /** A program, which acts as staff does: with permissions of its own, and without a second factor. */
  forApiClient(
    client: { clientId: string; permissions: readonly string[] },
    at: Date,
    expiresAt: Date,
  ): Promise<string>;
  /** Somebody else in a customer's account, with what they may do there. */
  forAccountUser(
    entered: { customerId: string; userId: string; level: Level; familyId: string },
    at: Date,
    expiresAt: Date,
  ): Promise<string>;
  /** What a customer sees, for somebody who works here: nothing can be changed with it (RFC 8693 section 4.1). */
  forSeeingAs(seen: { customerId: string; staffId: string }, at: Date, expiresAt: Date): Promise<string>;
  /** Opens the enrolment of a second factor, and nothing else. */
  forEnrolment(staffId: string, at: Date, expiresAt: Date): Promise<string>;
};

/** E.164, or undefined when the text is no phone number; a number without a country is one of the operator's. */
export type ReadPhone = (text: string) => string | undefined;

export type NewId = {
  customer(): string;
  staff(): string;
  verification(): string;
  tokenFamily(): string;
  accountUser(): string;
  invitation(): string;
  elevation(): string;
  apiClient(): string;
  passkey(): string;
};
