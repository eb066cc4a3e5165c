import type { PasskeyAssertion, PasskeyAttestation } from "@beacom/proto/identity/v1/webauthn";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import type { Assertion, Attestation } from "#application/passkey-ports";
import type { PasskeyAsked } from "#application/passkeys/passkey-challenges";
import type { Passkey } from "#domain/passkey";

export const passkeyMessage = ({ passkeyId, name, addedAt, lastUsedAt, credential }: Passkey) => ({
  passkeyId,
  name,
  addedAt: timestampFromDate(addedAt),
  ...(lastUsedAt && { lastUsedAt: timestampFromDate(lastUsedAt) }),
  backedUp: credential.backedUp,
});

export const requestMessage = ({ challenge, site, allow, expiresAt }: PasskeyAsked) => ({
  challenge: Buffer.from(challenge, "base64url"),
  rpId: site.id,
  allow: allow.map(descriptorMessage),
  expiresAt: timestampFromDate(expiresAt),
});

export const descriptorMessage = ({ credential }: Passkey) => ({
  credentialId: credential.credentialId,
  transports: [...credential.transports],
});

export const attestationOf = (message: PasskeyAttestation | undefined): Attestation => message ?? missing();
export const assertionOf = (message: PasskeyAssertion | undefined): Assertion => message ?? missing();

function missing(): never {
  throw new ConnectError("passkey-refused", Code.InvalidArgument);
}
