import type { VerificationPurpose } from "#domain/verification";

type Profile = { customerId: string; name: string; phone: string; email: string; language: string };

/** What other services hear about people. */
export type IdentityEvent =
  | ({ type: "CustomerRegistered"; at: Date } & Profile)
  | ({ type: "CustomerVerified"; at: Date } & Profile)
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
