import { z } from "zod";
import { Instant, Phone, Text } from "#transport/schemas/common";
import { TokenDelivery } from "#transport/schemas/people";

/** Octets of WebAuthn. */
const Octets = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[\w-]*$/, "is not base64url");
const CredentialId = Octets(1_400).min(1);

const Descriptor = z.object({ type: z.literal("public-key"), id: z.string(), transports: z.array(z.string()) });

/** What `PublicKeyCredential.parseCreationOptionsFromJSON` takes (WebAuthn level 3, section 5.1.8). */
export const PasskeyCreationOptions = z
  .object({
    challenge: z.string(),
    rp: z.object({ id: z.string(), name: z.string() }),
    user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
    pubKeyCredParams: z.array(z.object({ type: z.literal("public-key"), alg: z.int() })),
    excludeCredentials: z.array(Descriptor),
    authenticatorSelection: z.object({
      residentKey: z.literal("required"),
      requireResidentKey: z.literal(true),
      userVerification: z.literal("required"),
    }),
    attestation: z.literal("none"),
    timeout: z.int().meta({ description: "Milliseconds" }),
  })
  .meta({ id: "PasskeyCreationOptions" });

/** What `PublicKeyCredential.parseRequestOptionsFromJSON` takes (WebAuthn level 3, section 5.1.9). */
export const PasskeyRequestOptions = z
  .object({
    challenge: z.string(),
    rpId: z.string(),
    allowCredentials: z.array(Descriptor),
    userVerification: z.literal("required"),
    timeout: z.int().meta({ description: "Milliseconds" }),
  })
  .meta({ id: "PasskeyRequestOptions" });

/** What `PublicKeyCredential.toJSON` says of a new passkey. */
export const NewPasskey = z
  .object({
    name: Text(60).trim().default("").meta({ description: "Empty: as the device calls itself" }),
    credential: z.object({
      id: CredentialId,
      response: z.object({
        clientDataJSON: Octets(3_000),
        attestationObject: Octets(30_000),
        transports: z.array(Text(40)).max(10).default([]),
      }),
    }),
  })
  .meta({ id: "NewPasskey" });

/** What `PublicKeyCredential.toJSON` says of an answer. */
export const PasskeyAnswer = z
  .object({
    id: CredentialId,
    response: z.object({
      clientDataJSON: Octets(3_000),
      authenticatorData: Octets(4_000),
      signature: Octets(4_000),
      userHandle: Octets(200).nullish(),
    }),
  })
  .meta({ id: "PasskeyAnswer" });

export const PasskeySignInBegin = z
  .object({ challenge: Text(200).optional().meta({ description: "Of a password that was right; else any passkey" }) })
  .nullish();
export const PasskeySignIn = z
  .object({ credential: PasskeyAnswer, tokenDelivery: TokenDelivery })
  .meta({ id: "PasskeySignIn" });

export const Passkey = z
  .object({
    passkeyId: z.string(),
    name: z.string(),
    addedAt: Instant,
    lastUsedAt: Instant.nullable(),
    backedUp: z.boolean().meta({ description: "Survives the loss of the device" }),
  })
  .meta({ id: "Passkey" });
export const Passkeys = z.object({ passkeys: z.array(Passkey) }).meta({ id: "Passkeys" });
export const PasskeyName = z.object({ name: Text(60).trim().min(1) });

const factors = [
  z.strictObject({ totpCode: Text(20).trim().min(6) }),
  z.strictObject({ recoveryCode: Text(40).trim().min(8) }),
  z.strictObject({ passkey: PasskeyAnswer }),
] as const;
export const CustomerSecondFactor = z.union(factors).meta({ id: "CustomerSecondFactor" });
export const CustomerProof = z
  .union([...factors, z.strictObject({ password: z.string().min(1).max(200) })])
  .meta({ id: "CustomerProof" });

export const SecondFactorAsked = z.object({ challenge: z.string(), expiresAt: Instant }).meta({
  id: "SecondFactorAsked",
  description: "What was sent was right; the second factor goes to /v1/sign-in/confirm",
});
export const SignInConfirmation = z
  .object({ challenge: Text(200), proof: CustomerSecondFactor, tokenDelivery: TokenDelivery })
  .meta({ id: "SignInConfirmation" });
export const StepUp = z.object({ proof: CustomerProof }).meta({ id: "StepUp" });
export const Access = z.object({ accessToken: z.string(), accessExpiresAt: Instant }).meta({ id: "Access" });

export const Security = z
  .object({ authenticator: z.boolean(), recoveryCodesLeft: z.int(), passkeys: z.int() })
  .meta({ id: "Security" });
export const TotpCode = z.object({ totpCode: Text(20).trim().min(6) });
export const NewPassword = z.object({ password: z.string().min(8).max(200) }).meta({ id: "NewPassword" });
export const NewPhone = z.object({ phone: Phone }).meta({ id: "NewPhone" });
export const NewPhoneConfirmation = z
  .object({ verificationId: Text(100), code: z.string().trim().min(4).max(12) })
  .meta({ id: "NewPhoneConfirmation" });
