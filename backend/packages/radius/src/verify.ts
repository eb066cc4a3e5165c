import { ok, type Result, refuse } from "@beacom/result";
import { Code, Type } from "#code";
import { finishHmacInto, Md5 } from "#hash/md5";
import type { Packet } from "#packet";
import type { Secret } from "#secret";

export type Authenticity = { readonly messageAuthenticator: "valid" | "absent" };
export type Forged = { readonly kind: "bad-authenticator" | "bad-message-authenticator" };
export type ReplyForged = Forged | { readonly kind: "another-identifier" };

// Scratch space of synchronous functions: nothing of it outlives a call.
const hash = new Md5();
const computed = new Uint8Array(16);
const zeros = new Uint8Array(16);
const valid: Result<Authenticity, Forged> = ok({ messageAuthenticator: "valid" });
const absent: Result<Authenticity, Forged> = ok({ messageAuthenticator: "absent" });

/**
 * Is this request from somebody who knows the secret? An Access-Request and a Status-Server prove it only with a
 * Message-Authenticator, so the caller decides what "absent" means for them (Status-Server: drop, RFC 5997 section 3).
 */
export function verifyRequest(packet: Packet, secret: Secret): Result<Authenticity, Forged> {
  const challenged = packet.code === Code.AccessRequest || packet.code === Code.StatusServer;
  if (!challenged && !hashIs(packet, zeros, secret)) return refuse({ kind: "bad-authenticator" });
  return messageAuthenticatorOf(packet, challenged ? packet.authenticator : zeros, secret);
}

/** Does this reply answer that request, by somebody who knows the secret? */
export function verifyReply(
  packet: Packet,
  request: Pick<Packet, "identifier" | "authenticator">,
  secret: Secret,
): Result<Authenticity, ReplyForged> {
  if (packet.identifier !== request.identifier) return refuse({ kind: "another-identifier" });
  if (!hashIs(packet, request.authenticator, secret)) return refuse({ kind: "bad-authenticator" });
  return messageAuthenticatorOf(packet, request.authenticator, secret);
}

/** In a time that does not tell where the difference is. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!;
  return difference === 0;
}

/** MD5 over the packet, with `authenticator` in its place, and the secret. */
function hashIs(packet: Packet, authenticator: Uint8Array, secret: Secret): boolean {
  const { bytes } = packet;
  hash.start();
  hash.update(bytes, 0, 4);
  hash.update(authenticator);
  hash.update(bytes, 20);
  hash.update(secret.bytes);
  hash.finishInto(computed, 0);
  return sameBytes(computed, packet.authenticator);
}

/** RFC 3579 section 3.2: HMAC-MD5 over the packet with the Message-Authenticator's own octets as zeros. */
function messageAuthenticatorOf(
  packet: Packet,
  authenticator: Uint8Array,
  secret: Secret,
): Result<Authenticity, Forged> {
  const { bytes, attributes } = packet;
  for (const { type, vendor, value } of attributes) {
    if (type !== Type.MessageAuthenticator || vendor !== undefined) continue;
    const at = value.byteOffset - bytes.byteOffset;
    hash.start(secret.pads.inner);
    hash.update(bytes, 0, 4);
    hash.update(authenticator);
    hash.update(bytes, 20, at);
    hash.update(zeros);
    hash.update(bytes, at + 16);
    finishHmacInto(hash, secret.pads, computed, 0);
    return sameBytes(computed, value) ? valid : refuse({ kind: "bad-message-authenticator" });
  }
  return absent;
}
