import type { Person } from "#domain/person";
import type { VerificationPurpose } from "#domain/verification";

type Profile = { customerId: string; name: string; phone: string; email: string; language: string };

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Who did something as staff, and from where. */
export type Actor =
  | { kind: "staff"; staffId: string; role: string; from: Origin }
  | { kind: "service"; name: string; from: Origin };
export type Origin = { address: string; userAgent: string };

/** For the audit log: kept for years and read by many, so without secrets. */
export type StaffActed = {
  type: "StaffActed";
  at: Date;
  by: Actor;
  /** As `staff.invited`. */
  action: string;
  subject: { kind: "staff" | "role" | "customer" | "invitation" | "elevation" | "api-client"; id: string };
  reason: string;
  before?: Json;
  after?: Json;
};

/** Access tokens that were issued to this person before (or in this session, when one is named) are not to be accepted any more. */
export type AccessEnded = { type: "AccessEnded"; at: Date; person: Person; sessionId?: string };

/** What a customer ought to know who has not done it. */
export type SecurityChange =
  | "passkey-added"
  | "passkey-removed"
  | "app-codes-on"
  | "app-codes-off"
  | "password-changed"
  | "phone-changed";
/** `phone` is where it is told: the one from before, when that is what changed. */
export type CustomerSecurityChanged = {
  type: "CustomerSecurityChanged";
  at: Date;
  customerId: string;
  phone: string;
  language: string;
  change: SecurityChange;
};

/** What other services hear about people. */
export type IdentityEvent =
  | ({ type: "CustomerRegistered"; at: Date } & Profile)
  | ({ type: "CustomerVerified"; at: Date } & Profile)
  | { type: "CustomerPhoneChanged"; at: Date; customerId: string; phone: string; language: string }
  | CustomerSecurityChanged
  | StaffActed
  | AccessEnded
  | { type: "CustomerSeenAs"; at: Date; customerId: string; staffName: string; reason: string; until: Date }
  | {
      type: "CodeIssued";
      at: Date;
      verificationId: string;
      phone: string;
      /** The only place where a code is in the clear: whoever sends it to the phone needs it. */
      code: string;
      language: string;
      purpose: VerificationPurpose;
      expiresAt: Date;
    };
