import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Passkey } from "@beacom/proto/identity/v1/passkeys";
import type { Device } from "@beacom/proto/identity/v1/security";
import type {
  PasskeyAssertionSchema,
  PasskeyAttestationSchema,
  PasskeyCreation,
  PasskeyDescriptor,
  PasskeyRequest,
} from "@beacom/proto/identity/v1/webauthn";
import { instant, instantOrNull } from "#application/from-proto";

/** As long as a challenge is good for. */
const timeout = 5 * 60_000;
const publicKey = "public-key" as const;

/** WebAuthn's own JSON (level 3, sections 5.1.8 to 5.1.10), octets in base64url. */
export const creationOptionsJson = (creation: PasskeyCreation) => ({
  challenge: text(creation.challenge),
  rp: { id: creation.rpId, name: creation.rpName },
  user: { id: text(creation.userHandle), name: creation.userName, displayName: creation.userDisplayName },
  pubKeyCredParams: creation.algorithms.map((alg) => ({ type: publicKey, alg })),
  excludeCredentials: creation.exclude.map(descriptorJson),
  authenticatorSelection: {
    residentKey: "required" as const,
    requireResidentKey: true as const,
    userVerification: "required" as const,
  },
  attestation: "none" as const,
  timeout,
});

export const requestOptionsJson = (request: PasskeyRequest) => ({
  challenge: text(request.challenge),
  rpId: request.rpId,
  allowCredentials: request.allow.map(descriptorJson),
  userVerification: "required" as const,
  timeout,
});

const descriptorJson = ({ credentialId, transports }: PasskeyDescriptor) => ({
  type: publicKey,
  id: text(credentialId),
  transports,
});

type NewCredential = {
  id: string;
  response: { clientDataJSON: string; attestationObject: string; transports: string[] };
};
export const attestationMessage = ({
  id,
  response,
}: NewCredential): MessageInitShape<typeof PasskeyAttestationSchema> => ({
  credentialId: octets(id),
  clientDataJson: octets(response.clientDataJSON),
  attestationObject: octets(response.attestationObject),
  transports: response.transports,
});

type Answer = {
  id: string;
  response: {
    clientDataJSON: string;
    authenticatorData: string;
    signature: string;
    userHandle?: string | null | undefined;
  };
};
export const assertionMessage = ({ id, response }: Answer): MessageInitShape<typeof PasskeyAssertionSchema> => ({
  credentialId: octets(id),
  clientDataJson: octets(response.clientDataJSON),
  authenticatorData: octets(response.authenticatorData),
  signature: octets(response.signature),
  userHandle: octets(response.userHandle ?? ""),
});

type SecondFactor = { totpCode: string } | { recoveryCode: string } | { passkey: Answer };
export function secondFactorMessage(proof: SecondFactor) {
  if ("totpCode" in proof) return { case: "totpCode" as const, value: proof.totpCode };
  if ("recoveryCode" in proof) return { case: "recoveryCode" as const, value: proof.recoveryCode };
  return { case: "passkey" as const, value: assertionMessage(proof.passkey) };
}
export const proofMessage = (proof: SecondFactor | { password: string }) =>
  "password" in proof ? { case: "password" as const, value: proof.password } : secondFactorMessage(proof);

export const passkeyJson = ({ passkeyId, name, addedAt, lastUsedAt, backedUp }: Passkey) => ({
  passkeyId,
  name,
  addedAt: instant(addedAt),
  lastUsedAt: instantOrNull(lastUsedAt),
  backedUp,
});

export const customerDeviceJson = ({ sessionId, device, signedInAt, lastUsedAt, thisOne }: Device) => ({
  sessionId,
  device,
  signedInAt: instant(signedInAt),
  lastUsedAt: instant(lastUsedAt),
  thisOne,
});

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");
const octets = (base64url: string) => new Uint8Array(Buffer.from(base64url, "base64url"));
