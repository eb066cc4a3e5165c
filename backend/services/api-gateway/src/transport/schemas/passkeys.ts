import { z } from "zod";
import { Instant, Text } from "#transport/schemas/common";
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
        transports: z.array(z.string().max(40)).max(10).default([]),
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
