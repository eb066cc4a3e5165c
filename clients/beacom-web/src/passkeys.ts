import {
  type Beacom,
  type CreationOptions,
  type NewPasskey,
  type PasskeyAnswer,
  Problem,
  type RequestOptions,
  securityCalls,
} from "@beacom/api-client";

/** Without TLS, and in some browsers inside of apps, there are none. */
export const hasPasskeys = (): boolean => "PublicKeyCredential" in globalThis;

/** Signs in with whichever passkey of this site the person chooses. */
export async function signInWithPasskey(api: Beacom): Promise<void> {
  const calls = securityCalls(api);
  await calls.signInWithPasskey(await answerWithPasskey(await calls.passkeyToSignIn()));
}

/** The device asks its user, and makes a passkey. A refusal by either is a `Problem` with a word of its own. */
export async function makePasskey(options: CreationOptions): Promise<NewPasskey["credential"]> {
  const made = await asked(() =>
    navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: octets(options.challenge),
        user: { ...options.user, id: octets(options.user.id) },
        excludeCredentials: options.excludeCredentials.map(descriptor),
      },
    }),
  );
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    id: made.id,
    response: {
      clientDataJSON: text(response.clientDataJSON),
      attestationObject: text(response.attestationObject),
      transports: response.getTransports(),
    },
  };
}

export async function answerWithPasskey(options: RequestOptions): Promise<PasskeyAnswer> {
  const answered = await asked(() =>
    navigator.credentials.get({
      publicKey: {
        ...options,
        challenge: octets(options.challenge),
        allowCredentials: options.allowCredentials.map(descriptor),
      },
    }),
  );
  const response = answered.response as AuthenticatorAssertionResponse;
  return {
    id: answered.id,
    response: {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: response.userHandle && text(response.userHandle),
    },
  };
}

/** WebAuthn level 3, section 14.5.1: browsers do not say whether somebody cancelled, waited too long or has no passkey. */
async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const credential = await ask();
    if (credential) return credential as PublicKeyCredential;
  } catch (error) {
    const isHere = error instanceof DOMException && error.name === "InvalidStateError";
    throw problem(isHere ? "passkey-here-already" : "passkey-cancelled", error);
  }
  throw problem("passkey-cancelled");
}

function problem(code: string, cause?: unknown): Problem {
  const found = new Problem(400, code, "");
  found.cause = cause;
  return found;
}

const descriptor = ({ id, transports }: RequestOptions["allowCredentials"][number]): PublicKeyCredentialDescriptor => ({
  type: "public-key",
  id: octets(id),
  transports: transports as AuthenticatorTransport[],
});

function octets(base64url: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

function text(buffer: ArrayBuffer): string {
  const binary = Array.from(new Uint8Array(buffer), (octet) => String.fromCharCode(octet)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
