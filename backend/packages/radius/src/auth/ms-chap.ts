import { ok, type Result, refuse } from "@beacom/result";
import { type Attribute, textAttribute, utf8Of, vendorAttribute } from "#attribute";
import { mppeAttributes, mppeSessionOf } from "#auth/mppe-keys";
import {
  authenticatorResponse,
  challengeHash,
  challengeResponse,
  hashNtPasswordHash,
  ntPasswordHash,
  proofOctets,
  writeHex,
  writeProof,
} from "#auth/ms-chap-v2";
import { Type, Vendor } from "#code";
import type { Packet } from "#packet";
import { randomOctets } from "#random";
import { find, textOf } from "#read";
import type { Secret } from "#secret";
import { sameBytes } from "#verify";

/** Microsoft's attributes that carry it (RFC 2548 section 2). */
const Ms = { error: 2, challenge: 11, response2: 25, success2: 26 } as const;

export type MsChapAccepted = { success: Attribute; mppeKeys: readonly Attribute[] };
export type MsChapRefused = { kind: "not-ms-chap-v2" } | { kind: "wrong-password"; failure: Attribute };

/** A password, or its NT hash of 16 octets: all that some subscribers are known by, and quicker for the others. */
export type MsChapCredential = string | { readonly password: string } | { readonly ntHash: Uint8Array };

/** RFC 2759, as RFC 2548 section 2.3 puts it into RADIUS. On success, the attributes that the Access-Accept must carry. */
export function checkMsChapV2(
  packet: Packet,
  username: string,
  credential: MsChapCredential,
  secret: Secret,
): Result<MsChapAccepted, MsChapRefused> {
  const authenticatorChallenge = find(packet, Ms.challenge, Vendor.Microsoft)?.value;
  const response = find(packet, Ms.response2, Vendor.Microsoft)?.value;
  if (authenticatorChallenge?.length !== 16 || response?.length !== 50) return refuse({ kind: "not-ms-chap-v2" });
  const identifier = response[0]!;
  const ntResponse = response.subarray(26, 50);
  const challenge = challengeHash(response.subarray(2, 18), authenticatorChallenge, username);
  const passwordHash = ntHashOf(credential);
  if (!sameBytes(ntResponse, challengeResponse(challenge, passwordHash))) {
    return refuse({ kind: "wrong-password", failure: failureOf(identifier) });
  }
  const passwordHashHash = hashNtPasswordHash(passwordHash);
  const keys = mppeSessionOf(passwordHashHash, ntResponse);
  const success = new Uint8Array(1 + proofOctets);
  success[0] = identifier;
  writeProof(passwordHashHash, ntResponse, challenge, success, 1);
  return ok({
    success: vendorAttribute(Vendor.Microsoft, Ms.success2, success),
    mppeKeys: mppeAttributes({ keys, secret, authenticator: packet.authenticator }),
  });
}

function ntHashOf(credential: MsChapCredential): Uint8Array {
  if (typeof credential === "string") return ntPasswordHash(credential);
  if ("password" in credential) return ntPasswordHash(credential.password);
  const { ntHash } = credential;
  if (ntHash.length !== 16) throw new RangeError(`an NT hash has 16 octets, not ${ntHash.length}`);
  return ntHash;
}

// E=691 is a failed authentication, R=0 says not to try again with this challenge (RFC 2759 section 6).
const beforeChallenge = utf8Of("E=691 R=0 C=");
const afterChallenge = utf8Of(" V=3 M=Authentication failed");

function failureOf(identifier: number): Attribute {
  const at = 1 + beforeChallenge.length;
  const failure = new Uint8Array(at + 32 + afterChallenge.length);
  failure[0] = identifier;
  failure.set(beforeChallenge, 1);
  writeHex(randomOctets(16), failure, at);
  failure.set(afterChallenge, at + 32);
  return vendorAttribute(Vendor.Microsoft, Ms.error, failure);
}

export type MsChapRequest = { username: string; password: string; challenge?: Uint8Array; peerChallenge?: Uint8Array };

/** The client's side, which also demands the server's proof. */
export function msChapV2Request({
  username,
  password,
  challenge: authenticatorChallenge = randomOctets(16),
  peerChallenge = randomOctets(16),
}: MsChapRequest): { attributes: Attribute[]; provedBy(reply: Packet): boolean } {
  const identifier = 1;
  const passwordHash = ntPasswordHash(password);
  const challenge = challengeHash(peerChallenge, authenticatorChallenge, username);
  const ntResponse = challengeResponse(challenge, passwordHash);
  const response = new Uint8Array(50);
  response[0] = identifier;
  response.set(peerChallenge, 2);
  response.set(ntResponse, 26);
  const expected = authenticatorResponse(passwordHash, ntResponse, challenge);
  return {
    attributes: [
      textAttribute(Type.UserName, username),
      vendorAttribute(Vendor.Microsoft, Ms.challenge, authenticatorChallenge),
      vendorAttribute(Vendor.Microsoft, Ms.response2, response),
    ],
    provedBy(reply) {
      const success = find(reply, Ms.success2, Vendor.Microsoft)?.value;
      return success !== undefined && success[0] === identifier && textOf(success.subarray(1)).startsWith(expected);
    },
  };
}
