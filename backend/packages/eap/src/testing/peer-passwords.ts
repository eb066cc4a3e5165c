import { randomBytes } from "node:crypto";
import {
  authenticatorResponse,
  challengeHash,
  challengeResponse,
  md5,
  mppeSession,
  ntPasswordHash,
} from "@beacom/radius";
import { EapType } from "#codec/packet";

export type Credentials = { username: string; password: string };

/** The peer's side of one method: request data in, response data out. Undefined says nothing, as a peer does that was lied to. */
export type PeerMethod = {
  type: number;
  answer(data: Uint8Array, identifier: number): Uint8Array | undefined | Promise<Uint8Array | undefined>;
  msk?(): Uint8Array | undefined;
  close?(): void;
};

export const md5Peer = ({ username, password }: Credentials): PeerMethod => ({
  type: EapType.Md5,
  answer(data, identifier) {
    const challenge = data.subarray(1, 1 + data[0]!);
    const response = md5(Uint8Array.of(identifier), Buffer.from(password), challenge);
    return Buffer.concat([Uint8Array.of(16), response, Buffer.from(username)]);
  },
});

export type MsChapV2Proof = { response: Uint8Array; expected: string; msk: Uint8Array };

/** RFC 2759 section 8.1: what a peer answers to a challenge, and what it wants to hear then. */
export function msChapV2Proof(
  { username, password }: Credentials,
  challenge: Uint8Array,
  peerChallenge: Uint8Array = randomBytes(16),
): MsChapV2Proof {
  const passwordHash = ntPasswordHash(password);
  const hash = challengeHash(peerChallenge, challenge, username);
  const ntResponse = challengeResponse(hash, passwordHash);
  const { send, receive } = mppeSession(passwordHash, ntResponse);
  return {
    response: Buffer.concat([peerChallenge, new Uint8Array(8), ntResponse, Uint8Array.of(0)]),
    expected: authenticatorResponse(passwordHash, ntResponse, hash),
    msk: Buffer.concat([receive, send, new Uint8Array(32)]),
  };
}

export function msChapV2Peer(credentials: Credentials, peerChallenge?: Uint8Array): PeerMethod {
  let proof: MsChapV2Proof | undefined;
  return {
    type: EapType.MsChapV2,
    answer(data) {
      const [op, id = 0] = data;
      if (op === 4) return Uint8Array.of(4);
      if (op === 3) {
        const said = Buffer.from(data.subarray(4)).toString();
        return proof !== undefined && said.startsWith(proof.expected) ? Uint8Array.of(3) : undefined;
      }
      const size = data[4]!;
      proof = msChapV2Proof(credentials, data.subarray(5, 5 + size), peerChallenge);
      const name = Buffer.from(credentials.username);
      const length = 5 + proof.response.length + name.length;
      return Buffer.concat([Uint8Array.of(2, id, length >> 8, length, proof.response.length), proof.response, name]);
    },
    msk: () => proof?.msk,
  };
}
