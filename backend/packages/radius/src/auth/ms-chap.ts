import { randomBytes } from "node:crypto";
import { ok, type Result, refuse } from "@beacom/result";
import { type Attribute, textAttribute, vendorAttribute } from "#attribute";
import { mppeAttributes, mppeSession } from "#auth/mppe-keys";
import { authenticatorResponse, challengeHash, challengeResponse, ntPasswordHash } from "#auth/ms-chap-v2";
import { Type, Vendor } from "#code";
import type { Packet } from "#packet";
import { find, textOf } from "#read";
import type { Secret } from "#secret";
import { sameBytes } from "#verify";

/** Microsoft's attributes that carry it (RFC 2548 section 2). */
const Ms = { error: 2, challenge: 11, response2: 25, success2: 26 } as const;

export type MsChapAccepted = { success: Attribute; mppeKeys: readonly Attribute[] };
export type MsChapRefused = { kind: "not-ms-chap-v2" } | { kind: "wrong-password"; failure: Attribute };

/** RFC 2759, as RFC 2548 section 2.3 puts it into RADIUS. On success, the attributes that the Access-Accept must carry. */
export function checkMsChapV2(
  packet: Packet,
  username: string,
  password: string,
  secret: Secret,
): Result<MsChapAccepted, MsChapRefused> {
  const authenticatorChallenge = find(packet, Ms.challenge, Vendor.Microsoft)?.value;
  const response = find(packet, Ms.response2, Vendor.Microsoft)?.value;
  if (authenticatorChallenge?.length !== 16 || response?.length !== 50) return refuse({ kind: "not-ms-chap-v2" });
  const identifier = response[0]!;
  const ntResponse = response.subarray(26, 50);
  const challenge = challengeHash(response.subarray(2, 18), authenticatorChallenge, username);
  const passwordHash = ntPasswordHash(password);
  if (!sameBytes(ntResponse, challengeResponse(challenge, passwordHash))) {
    return refuse({ kind: "wrong-password", failure: failureOf(identifier) });
  }
  return ok({
    success: identified(Ms.success2, identifier, authenticatorResponse(passwordHash, ntResponse, challenge)),
    mppeKeys: mppeAttributes({
      keys: mppeSession(passwordHash, ntResponse),
      secret,
      authenticator: packet.authenticator,
    }),
  });
}

/** E=691 is a failed authentication, R=0 says not to try again with this challenge (RFC 2759 section 6). */
const failureOf = (identifier: number): Attribute =>
  identified(
    Ms.error,
    identifier,
    `E=691 R=0 C=${randomBytes(16).toString("hex").toUpperCase()} V=3 M=Authentication failed`,
  );

const identified = (type: number, identifier: number, text: string): Attribute =>
  vendorAttribute(Vendor.Microsoft, type, Buffer.concat([Uint8Array.of(identifier), Buffer.from(text)]));

export type MsChapRequest = { username: string; password: string; challenge?: Uint8Array; peerChallenge?: Uint8Array };

/** The client's side, which also demands the server's proof. */
export function msChapV2Request({
  username,
  password,
  challenge: authenticatorChallenge = randomBytes(16),
  peerChallenge = randomBytes(16),
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
