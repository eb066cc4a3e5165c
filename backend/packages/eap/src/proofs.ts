import {
  authenticatorResponse,
  challengeHash,
  challengeResponse,
  md5,
  mppeSession,
  ntPasswordHash,
  sameBytes,
} from "@beacom/radius";
import { ok, type Result, refuse } from "@beacom/result";
import type { EapRefusal } from "#refusal";

/**
 * What can be proved of a name's password: MD5 and CHAP need it in clear, MSCHAPv2 in clear or as its NT hash
 * (16 octets), PAP only somebody who can say yes or no. `checkPassword` gets the octets that the peer typed.
 */
export type Proofs = {
  readonly cleartext: string | undefined;
  readonly ntHash: Uint8Array | undefined;
  checkPassword(password: Uint8Array): boolean | Promise<boolean>;
};

/**
 * Where the name was said: in the clear, or under the protection of a tunnel. Undefined for a name that nobody has.
 * Whoever hashes passwords slowly answers an unknown name with Proofs that hash as slowly and say no: a difference in
 * time would tell the two apart.
 */
export type ProofsOf = (
  username: string,
  where: "outer" | "tunnel",
) => Proofs | undefined | Promise<Proofs | undefined>;

/** A name that is not UTF-8 or holds a NUL is nobody's, and no database is asked about it. */
export const looksLikeAName = (username: string): boolean => !/[\0\uFFFD]/.test(username);

const standIn = "stand-in of a name that nobody has";

/** RFC 1994 section 4.1, which EAP-MD5 and CHAP share. As much is computed for an unknown name as for a known one. */
export function proveChap(
  proofs: Proofs | undefined,
  { identifier, challenge, response }: { identifier: number; challenge: Uint8Array; response: Uint8Array },
): Result<undefined, EapRefusal> {
  const password = Buffer.from(proofs?.cleartext ?? standIn);
  const proved = sameBytes(response, md5(Uint8Array.of(identifier), password, challenge));
  return verdict(proofs, proofs?.cleartext !== undefined, proved);
}

export type MsChapV2Proof = {
  readonly authenticatorChallenge: Uint8Array;
  readonly peerChallenge: Uint8Array;
  readonly ntResponse: Uint8Array;
  /** As the peer wrote it beside its response: it is part of what was hashed, but does not say whose password it is. */
  readonly name: string;
};

/** RFC 2759 section 4. On success our own proof ("S=…") and the 64 octets of the method's MSK. */
export function proveMsChapV2(
  proofs: Proofs | undefined,
  { authenticatorChallenge, peerChallenge, ntResponse, name }: MsChapV2Proof,
): Result<{ authenticatorResponse: string; msk: Uint8Array }, EapRefusal> {
  const passwordHash = proofs?.ntHash ?? ntPasswordHash(proofs?.cleartext ?? standIn);
  const challenge = challengeHash(peerChallenge, authenticatorChallenge, name);
  const proved = sameBytes(ntResponse, challengeResponse(challenge, passwordHash));
  const ours = authenticatorResponse(passwordHash, ntResponse, challenge);
  const usable = proofs?.ntHash !== undefined || proofs?.cleartext !== undefined;
  const answer = verdict(proofs, usable, proved);
  return answer.ok ? ok({ authenticatorResponse: ours, msk: mskOf(passwordHash, ntResponse) }) : answer;
}

/** RFC 5281 section 11.2.5: the zeros that fill a password up to a multiple of 16 octets are not part of it. */
export async function provePap(proofs: Proofs | undefined, padded: Uint8Array): Promise<Result<undefined, EapRefusal>> {
  let length = padded.length;
  while (length > 0 && padded[length - 1] === 0) length--;
  const proved = proofs !== undefined && (await proofs.checkPassword(padded.slice(0, length)));
  return verdict(proofs, true, proved);
}

function verdict(proofs: Proofs | undefined, usable: boolean, proved: boolean): Result<undefined, EapRefusal> {
  if (proofs === undefined) return refuse({ kind: "unknown-user" });
  if (!usable) return refuse({ kind: "password-form-unusable" });
  return proved ? ok(undefined) : refuse({ kind: "wrong-password" });
}

/** draft-kamath-pppext-eap-mschapv2 section 3: the server's receive key, its send key, and zeros up to 64 octets. */
function mskOf(passwordHash: Uint8Array, ntResponse: Uint8Array): Uint8Array {
  const { receive, send } = mppeSession(passwordHash, ntResponse);
  const msk = new Uint8Array(64);
  msk.set(receive, 0);
  msk.set(send, 16);
  return msk;
}
