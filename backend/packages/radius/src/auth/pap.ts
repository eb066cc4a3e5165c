import { type Attribute, textAttribute, utf8Into, utf8Of } from "#attribute";
import { Type } from "#code";
import { hidePassword, isHiddenPassword, longestPassword, passwordPad, revealPassword } from "#hiding/user-password";
import type { Packet } from "#packet";
import { find } from "#read";
import type { Secret } from "#secret";

// Scratch space of a synchronous function: nothing of it outlives a call.
const expected = new Uint8Array(longestPassword);

/** RFC 2865 section 5.2. The comparison takes as long for a wrong password as for the right one. */
export function checkPap(packet: Packet, password: string, secret: Secret): boolean {
  const hidden = find(packet, Type.UserPassword)?.value;
  if (hidden === undefined || !isHiddenPassword(hidden)) return false;
  const length = utf8Into(password, expected) ?? longestPassword + 1;
  let difference = length > hidden.length ? 1 : 0;
  for (let offset = 0; offset < hidden.length; offset += 16) {
    const pad = passwordPad(secret, offset === 0 ? packet.authenticator : hidden, offset === 0 ? 0 : offset - 16);
    for (let i = 0, at = offset; i < 16; i++, at++) {
      difference |= hidden[at]! ^ pad[i]! ^ (at < length ? expected[at]! : 0);
    }
  }
  return difference === 0;
}

/** The password that a PAP request carries, still padded with zeros to a multiple of 16 octets. */
export function passwordOf(packet: Packet, secret: Secret): Uint8Array | undefined {
  const hidden = find(packet, Type.UserPassword)?.value;
  return hidden && revealPassword(hidden, secret, packet.authenticator);
}

export type PapRequest = { username: string; password: string; authenticator: Uint8Array; secret: Secret };

/** The client's side: what an Access-Request with this very authenticator carries. */
export function papRequest({ username, password, authenticator, secret }: PapRequest): Attribute[] {
  return [
    textAttribute(Type.UserName, username),
    { type: Type.UserPassword, value: hidePassword(utf8Of(password), secret, authenticator) },
  ];
}
