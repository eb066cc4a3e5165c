import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import {
  Code,
  decodePacket,
  eapAttributes,
  eapMessageOf,
  encodeRequest,
  type Secret,
  secretOf,
  stateAttribute,
  stateOf,
  textAttribute,
  Type,
  verifyReply,
} from "@beacom/radius";
import type { Peer } from "../../backend/packages/eap/src/testing/peer.ts";

/** A supplicant's conversation through a NAS: true when it was let in. No answer within the time ends it. */
export async function eapLogin(peer: Peer, at: { authPort: number; secret: string; answerWithinMs?: number }) {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  try {
    return await converse(socket, peer, { ...at, answerWithinMs: at.answerWithinMs ?? 5_000 });
  } finally {
    peer.close();
    socket.close();
  }
}

async function converse(
  socket: Socket,
  peer: Peer,
  at: { authPort: number; secret: string; answerWithinMs: number },
): Promise<boolean> {
  const secret: Secret = secretOf(at.secret);
  let eap: Uint8Array | undefined = peer.identityResponse();
  let state: Uint8Array | undefined;
  for (let identifier = 0; eap !== undefined; identifier = (identifier + 1) % 256) {
    const attributes = [
      textAttribute(Type.UserName, peer.identity),
      ...eapAttributes(eap),
      ...(state === undefined ? [] : [stateAttribute(state)]),
    ];
    const request = encodeRequest({ code: Code.AccessRequest, identifier, attributes, secret });
    const arrived = once(socket, "message").then(([bytes]) => bytes as Uint8Array);
    socket.send(request, at.authPort, "127.0.0.1");
    const bytes = await Promise.race([arrived, pause(at.answerWithinMs, undefined)]);
    const reply = bytes && decodePacket(bytes);
    if (!reply?.ok || !verifyReply(reply.value, { identifier, authenticator: request.subarray(4, 20) }, secret).ok)
      return false;
    if (reply.value.code !== Code.AccessChallenge) return reply.value.code === Code.AccessAccept;
    state = stateOf(reply.value);
    eap = await peer.answer(eapMessageOf(reply.value) ?? new Uint8Array());
  }
  return false;
}
