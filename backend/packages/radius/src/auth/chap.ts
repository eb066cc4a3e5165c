import { type Attribute, textAttribute, utf8Into, utf8Of } from "#attribute";
import { Type } from "#code";
import { Md5, md5 } from "#hash/md5";
import type { Packet } from "#packet";
import { randomOctets } from "#random";
import { find } from "#read";

// Scratch space of synchronous functions: nothing of it outlives a call.
const hash = new Md5();
const expected = new Uint8Array(16);
const shortPassword = new Uint8Array(128);

/** RFC 2865 section 5.3: the challenge is in CHAP-Challenge, or else it is the Request Authenticator. */
export function checkChap(packet: Packet, password: string): boolean {
  const answer = find(packet, Type.ChapPassword)?.value;
  if (answer?.length !== 17) return false;
  hash.start();
  hash.update(answer, 0, 1);
  const length = utf8Into(password, shortPassword);
  if (length === undefined) hash.update(utf8Of(password));
  else hash.update(shortPassword, 0, length);
  hash.update(find(packet, Type.ChapChallenge)?.value ?? packet.authenticator);
  hash.finishInto(expected, 0);
  let difference = 0;
  for (let i = 0; i < 16; i++) difference |= answer[i + 1]! ^ expected[i]!;
  return difference === 0;
}

export type ChapRequest = { username: string; password: string; challenge?: Uint8Array; chapIdentifier?: number };

/** The client's side, with a CHAP-Challenge of its own. */
export function chapRequest({
  username,
  password,
  challenge = randomOctets(16),
  chapIdentifier = 1,
}: ChapRequest): Attribute[] {
  const identifier = Uint8Array.of(chapIdentifier);
  return [
    textAttribute(Type.UserName, username),
    { type: Type.ChapPassword, value: Buffer.concat([identifier, md5(identifier, utf8Of(password), challenge)]) },
    { type: Type.ChapChallenge, value: challenge },
  ];
}
