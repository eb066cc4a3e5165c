import { randomBytes } from "node:crypto";
import { type Attribute, textAttribute, utf8Of } from "#attribute";
import { Type } from "#code";
import { md5 } from "#hash/md5";
import type { Packet } from "#packet";
import { find } from "#read";
import { sameBytes } from "#verify";

/** RFC 2865 section 5.3: the challenge is in CHAP-Challenge, or else it is the Request Authenticator. */
export function checkChap(packet: Packet, password: string): boolean {
  const answer = find(packet, Type.ChapPassword)?.value;
  if (answer?.length !== 17) return false;
  const challenge = find(packet, Type.ChapChallenge)?.value ?? packet.authenticator;
  return sameBytes(answer.subarray(1), md5(answer.subarray(0, 1), utf8Of(password), challenge));
}

export type ChapRequest = { username: string; password: string; challenge?: Uint8Array; chapIdentifier?: number };

/** The client's side, with a CHAP-Challenge of its own. */
export function chapRequest({
  username,
  password,
  challenge = randomBytes(16),
  chapIdentifier = 1,
}: ChapRequest): Attribute[] {
  const identifier = Uint8Array.of(chapIdentifier);
  return [
    textAttribute(Type.UserName, username),
    { type: Type.ChapPassword, value: Buffer.concat([identifier, md5(identifier, utf8Of(password), challenge)]) },
    { type: Type.ChapChallenge, value: challenge },
  ];
}
