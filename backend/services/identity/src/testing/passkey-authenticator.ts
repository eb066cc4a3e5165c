import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { cbor } from "#testing/cbor";

/** What the browser is told; the octets as the service sends them. */
export type Creation = { challenge: Uint8Array; rpId: string; userHandle: Uint8Array; exclude?: Descriptor[] };
export type Request = { challenge: Uint8Array; rpId: string; allow?: Descriptor[] };
type Descriptor = { credentialId: Uint8Array };

export type Attestation = {
  credentialId: Uint8Array;
  clientDataJson: Uint8Array;
  attestationObject: Uint8Array;
  transports: string[];
};
export type Assertion = {
  credentialId: Uint8Array;
  clientDataJson: Uint8Array;
  authenticatorData: Uint8Array;
  signature: Uint8Array;
  userHandle: Uint8Array;
};

/** Each of these is something an attacker, a broken authenticator or a page of somebody else would do. */
export type Misbehaviour = {
  origin?: string;
  rpId?: string;
  type?: string;
  challenge?: Uint8Array;
  counter?: number;
  userHandle?: Uint8Array;
  userVerified?: boolean;
  userPresent?: boolean;
  credentialId?: Uint8Array;
  signedBy?: KeyObject;
};

type Resident = {
  credentialId: Uint8Array;
  rpId: string;
  userHandle: Uint8Array;
  privateKey: KeyObject;
  counter: number;
};

export type PasskeyAuthenticator = ReturnType<typeof passkeyAuthenticator>;

/** An authenticator with resident keys (ES256, attestation "none") and the browser in front of it, which vouches for the origin. */
export function passkeyAuthenticator({ origin }: { origin: string }) {
  const residents: Resident[] = [];

  function chosen({ rpId, allow = [] }: Request): Resident {
    const named = new Set(allow.map(({ credentialId }) => hex(credentialId)));
    const found = residents.findLast(
      (resident) => resident.rpId === rpId && (named.size === 0 || named.has(hex(resident.credentialId))),
    );
    if (!found) throw new Error("NotAllowedError: no passkey of this site is here");
    return found;
  }

  return {
    residents,
    create(creation: Creation, wrong: Misbehaviour = {}): Attestation {
      const excluded = new Set((creation.exclude ?? []).map(({ credentialId }) => hex(credentialId)));
      if (residents.some(({ credentialId }) => excluded.has(hex(credentialId))))
        throw new Error("InvalidStateError: this authenticator has a passkey of the person already");
      const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const credentialId = wrong.credentialId ?? randomBytes(32);
      const { rpId, userHandle } = creation;
      residents.push({ credentialId, rpId, userHandle, privateKey, counter: 0 });
      const attested = Buffer.concat([Buffer.alloc(16), uint16(credentialId.length), credentialId, coseKey(publicKey)]);
      const authData = Buffer.concat([authenticatorData(rpId, wrong.counter ?? 0, wrong, attestedFlag), attested]);
      return {
        credentialId,
        clientDataJson: clientData("webauthn.create", creation.challenge, { origin, ...wrong }),
        attestationObject: cbor(
          new Map<string, unknown>([
            ["fmt", "none"],
            ["attStmt", new Map()],
            ["authData", authData],
          ]),
        ),
        transports: ["internal", "hybrid"],
      };
    },
    get(request: Request, wrong: Misbehaviour = {}): Assertion {
      const resident = chosen(request);
      resident.counter = wrong.counter ?? resident.counter + 1;
      const clientDataJson = clientData("webauthn.get", request.challenge, { origin, ...wrong });
      const data = authenticatorData(request.rpId, resident.counter, wrong, 0);
      const signed = Buffer.concat([data, sha256(clientDataJson)]);
      return {
        credentialId: wrong.credentialId ?? resident.credentialId,
        clientDataJson,
        authenticatorData: data,
        signature: sign("sha256", signed, wrong.signedBy ?? resident.privateKey),
        userHandle: wrong.userHandle ?? resident.userHandle,
      };
    },
  };
}

const [presentFlag, verifiedFlag, mayBackUpFlag, backedUpFlag, attestedFlag] = [1, 4, 8, 16, 64];

/** WebAuthn level 3, section 6.1. */
function authenticatorData(rpId: string, counter: number, wrong: Misbehaviour, more: number): Buffer {
  const present = (wrong.userPresent ?? true) ? presentFlag : 0;
  const verified = (wrong.userVerified ?? true) ? verifiedFlag : 0;
  const flags = present | verified | mayBackUpFlag | backedUpFlag | more;
  const count = Buffer.alloc(4);
  count.writeUInt32BE(counter);
  return Buffer.concat([sha256(Buffer.from(wrong.rpId ?? rpId)), Buffer.of(flags), count]);
}

function clientData(type: string, challenge: Uint8Array, said: Misbehaviour & { origin: string }): Buffer {
  const text = Buffer.from(said.challenge ?? challenge).toString("base64url");
  return Buffer.from(
    JSON.stringify({ type: said.type ?? type, challenge: text, origin: said.origin, crossOrigin: false }),
  );
}

/** RFC 9053 section 7.1.1: kty EC2, ES256, P-256. */
function coseKey(publicKey: KeyObject): Buffer {
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const octets = (text: string) => Buffer.from(text, "base64url");
  return cbor(
    new Map<number, unknown>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, octets(x)],
      [-3, octets(y)],
    ]),
  );
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest();
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
