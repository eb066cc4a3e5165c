import type { Customer, Staff, StaffRights } from "#domain/customer";
import type { IdentityEvent } from "#domain/events";
import type { SignInAttempts } from "#domain/sign-in-attempts";
import type { RefreshToken } from "#domain/token-family";
import type { Verification } from "#domain/verification";

/** What is kept about people, as one transaction sees it. */
export type Records = {
  /** Whoever holds the same phone or command waits until this transaction ends. Commands are held before phones. */
  hold(held: { phone: string } | { command: string }): Promise<void>;
  customers: {
    add(customer: Customer & { passwordHash: string }): Promise<void>;
    find(customerId: string): Promise<Customer | undefined>;
    verifiedWithPhone(phone: string): Promise<Customer | undefined>;
    /** The verified customer who signs in with this phone or e-mail address. */
    signingInAs(identifier: Identifier): Promise<(Customer & { passwordHash: string }) | undefined>;
    /** The e-mail address signs in from now on, unless it does so for somebody else. */
    verify(customerId: string, at: Date): Promise<void>;
    replacePasswordHash(customerId: string, passwordHash: string): Promise<void>;
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
    hold(identifier: Identifier): Promise<SignInAttempts | undefined>;
    write(identifier: Identifier, attempts: SignInAttempts): Promise<void>;
    forget(identifier: Identifier): Promise<void>;
  };
  sessions: {
    start(session: { familyId: string; customerId: string; device: string; at: Date }): Promise<void>;
    addToken(token: { tokenHash: Uint8Array; familyId: string; at: Date; expiresAt: Date }): Promise<void>;
    /** Held until the transaction ends. `successorHash` is the token that replaced it, or would. */
    holdToken(tokenHash: Uint8Array, successorHash: Uint8Array): Promise<RefreshToken | undefined>;
    rotate(tokenHash: Uint8Array, at: Date): Promise<void>;
    end(familyId: string, because: "signed-out" | "token-reused", at: Date): Promise<void>;
  };
  commands: {
    find(idempotencyKey: string): Promise<{ customerId: string; requestHash: Uint8Array } | undefined>;
    add(command: { idempotencyKey: string; customerId: string; requestHash: Uint8Array }): Promise<void>;
  };
  staff: {
    /** Adds the first one; false when there is one already. */
    addFirst(staff: Staff & StaffRights & { passwordHash: string; at: Date }): Promise<boolean>;
  };
  /** As the last step of a transaction: writers of events take turns. */
  publish(events: readonly IdentityEvent[]): Promise<void>;
};

export type Identifier = { phone: string } | { email: string };
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
  codeHash(verificationId: string, code: string): Uint8Array;
  newToken(): string;
  /** Always the same for one token, and not to be found without the service's key. */
  successorOf(token: string): string;
  tokenHash(token: string): Uint8Array;
  requestHash(...fields: readonly string[]): Uint8Array;
  same(a: Uint8Array, b: Uint8Array): boolean;
};

export type AccessTokens = {
  forCustomer(customerId: string, at: Date, expiresAt: Date): Promise<string>;
  forStaff(staff: { staffId: string } & StaffRights, at: Date, expiresAt: Date): Promise<string>;
};

/** E.164, or undefined when the text is no phone number; a number without a country is one of the operator's. */
export type ReadPhone = (text: string) => string | undefined;

export type NewId = {
  customer(): string;
  staff(): string;
  verification(): string;
  tokenFamily(): string;
};
