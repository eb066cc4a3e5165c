import type { Credential, Passkey, PasskeyChallenge } from "#domain/passkey";

export type PasskeyRecords = {
  addChallenge(challengeHash: Uint8Array, challenge: PasskeyChallenge): Promise<void>;
  /** Gone after this, so that nothing answers it again. */
  takeChallenge(challengeHash: Uint8Array): Promise<PasskeyChallenge | undefined>;
  /** False when the credential is somebody's already. */
  add(passkey: Passkey): Promise<boolean>;
  /** The latest first. */
  of(personId: string): Promise<Passkey[]>;
  /** Held until the transaction ends, so that its counts are compared one after the other. */
  holdByCredential(credentialId: Uint8Array): Promise<Passkey | undefined>;
  used(passkeyId: string, use: { counter: number; backedUp: boolean; at: Date }): Promise<void>;
  rename(passkeyId: string, name: string): Promise<void>;
  remove(passkeyId: string): Promise<void>;
};

/** What the browser hands back, as it came: nothing in it is proved. */
export type Attestation = {
  credentialId: Uint8Array;
  clientDataJson: Uint8Array;
  attestationObject: Uint8Array;
  transports: readonly string[];
};
export type Assertion = {
  credentialId: Uint8Array;
  clientDataJson: Uint8Array;
  authenticatorData: Uint8Array;
  signature: Uint8Array;
  /** Whose the passkey says it is; empty where the authenticator does not say. */
  userHandle: Uint8Array;
};

/** WebAuthn for this site: the right origin, the right site, a present and verified user, a signature that is right. */
export type PasskeyChecks = {
  /** Where passkeys of this installation are good. */
  site: { id: string; name: string };
  /** COSE algorithms that are accepted, the best first. */
  algorithms: readonly number[];
  /** The challenge that was answered, as 32 octets in base64url; undefined where nothing can be read. */
  challengeIn(clientDataJson: Uint8Array): string | undefined;
  /** Undefined when anything is wrong with it. */
  registered(attestation: Attestation, challenge: string): Promise<Credential | undefined>;
  /** Undefined when anything is wrong with it. The count is for the caller to judge. */
  asserted(
    assertion: Assertion,
    challenge: string,
    credential: Credential,
  ): Promise<{ counter: number; backedUp: boolean } | undefined>;
};

/** Told when an authenticator counts backwards: a copy of the passkey may be about. */
export type CountedBackwards = (passkey: Passkey, counter: { kept: number; shown: number }) => void;
