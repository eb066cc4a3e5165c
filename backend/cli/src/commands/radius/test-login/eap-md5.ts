import { md5 } from "@beacom/radius";

/** RFC 3748, as far as a peer needs it that knows one method. */
const request = 1;
const response = 2;
const eapType = { identity: 1, notification: 2, nak: 3, md5: 4 } as const;

export const identityOf = (username: string): Uint8Array => packet(0, eapType.identity, Buffer.from(username));

/** Section 5.4; another method that is offered is declined for this one (section 5.3.1). Undefined: there is nothing to say to it. */
export function answerEapMd5(
  question: Uint8Array,
  { username, password }: { username: string; password: string },
): Uint8Array | undefined {
  const [code, identifier = 0, , , type] = question;
  if (code !== request || type === undefined) return undefined;
  if (type === eapType.identity) return packet(identifier, eapType.identity, Buffer.from(username));
  if (type === eapType.notification) return packet(identifier, eapType.notification, new Uint8Array());
  if (type !== eapType.md5) return packet(identifier, eapType.nak, Uint8Array.of(eapType.md5));
  const size = question[5] ?? 0;
  const challenge = question.subarray(6, 6 + size);
  if (size === 0 || challenge.length < size) return undefined;
  const proof = md5(Uint8Array.of(identifier), Buffer.from(password), challenge);
  return packet(identifier, eapType.md5, Buffer.concat([Uint8Array.of(proof.length), proof, Buffer.from(username)]));
}

function packet(identifier: number, type: number, data: Uint8Array): Uint8Array {
  const length = 5 + data.length;
  return Buffer.concat([Uint8Array.of(response, identifier, length >> 8, length & 255, type), data]);
}
