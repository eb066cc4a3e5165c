import {
  type AuthenticatorTransport,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import type { PasskeyChecks } from "#application/passkey-ports";

/** COSE: Ed25519, P-256 and, for the TPMs of older Windows, RSA. */
const algorithms = [-8, -7, -257];
/** WebAuthn level 3, section 4, caps what authenticators choose; the rest is to keep nonsense from being parsed. */
const mostOctets = { credentialId: 1_023, clientDataJson: 2_000, attestationObject: 20_000, assertion: 4_000 };
const transportNames: readonly string[] = ["ble", "hybrid", "internal", "nfc", "smart-card", "usb"];
const isTransport = (name: string): name is AuthenticatorTransport => transportNames.includes(name);

export function passkeyChecks(site: { id: string; name: string; origins: readonly string[] }): PasskeyChecks {
  const expected = { expectedOrigin: [...site.origins], expectedRPID: site.id, requireUserVerification: true };
  return {
    site: { id: site.id, name: site.name },
    algorithms,
    challengeIn,
    async registered({ credentialId, clientDataJson, attestationObject, transports }, challenge) {
      if (credentialId.length > mostOctets.credentialId || attestationObject.length > mostOctets.attestationObject)
        return undefined;
      const known = [...new Set(transports)].filter(isTransport);
      const response = {
        ...named(credentialId),
        response: {
          clientDataJSON: text(clientDataJson),
          attestationObject: text(attestationObject),
          transports: known,
        },
      };
      const seen = await undefinedIfWrong(
        verifyRegistrationResponse({
          response,
          expectedChallenge: challenge,
          ...expected,
          supportedAlgorithmIDs: algorithms,
        }),
      );
      if (!seen?.verified || isForeign(clientDataJson)) return undefined;
      const { credential, credentialBackedUp: backedUp } = seen.registrationInfo;
      // The id that the authenticator put under its data counts, not the one that the page sent beside it.
      if (credential.id !== text(credentialId)) return undefined;
      const { publicKey, counter } = credential;
      return { credentialId, publicKey, counter, transports: known, backedUp };
    },
    async asserted(assertion, challenge, credential) {
      const { credentialId, clientDataJson, authenticatorData, signature, userHandle } = assertion;
      if (authenticatorData.length + signature.length > mostOctets.assertion) return undefined;
      const response = {
        ...named(credentialId),
        response: {
          clientDataJSON: text(clientDataJson),
          authenticatorData: text(authenticatorData),
          signature: text(signature),
          userHandle: text(userHandle),
        },
      };
      const kept = {
        id: text(credential.credentialId),
        publicKey: new Uint8Array(credential.publicKey),
        // The count is judged by the domain, which tells what it means.
        counter: 0,
      };
      const seen = await undefinedIfWrong(
        verifyAuthenticationResponse({ response, expectedChallenge: challenge, ...expected, credential: kept }),
      );
      if (!seen?.verified || isForeign(clientDataJson)) return undefined;
      const { newCounter, credentialBackedUp } = seen.authenticationInfo;
      return { counter: newCounter, backedUp: credentialBackedUp };
    },
  };
}

function challengeIn(clientDataJson: Uint8Array): string | undefined {
  const challenge = clientDataOf(clientDataJson)?.["challenge"];
  return typeof challenge === "string" && /^[\w-]{43}$/.test(challenge) ? challenge : undefined;
}

/** A page of somebody else that holds ours in a frame: nobody signs in there. */
const isForeign = (clientDataJson: Uint8Array): boolean => clientDataOf(clientDataJson)?.["crossOrigin"] === true;

function clientDataOf(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  if (bytes.length > mostOctets.clientDataJson) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString("utf8"));
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** The library throws for everything that is wrong with an answer, and for octets that it cannot read. */
const undefinedIfWrong = <T>(checked: Promise<T>): Promise<T | undefined> => checked.catch(() => undefined);

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");
const named = (credentialId: Uint8Array) => ({
  id: text(credentialId),
  rawId: text(credentialId),
  type: "public-key" as const,
  clientExtensionResults: {},
});
