import { createSocket } from "node:dgram";
import { once } from "node:events";
import {
  Code,
  decodePacket,
  encodeReply,
  integerAttribute,
  type Packet,
  readNamed,
  secretOf,
  Type,
  verifyRequest,
} from "@beacom/radius";
import { sharedSecret } from "#stage";

export type Heard = { packet: Packet; named: Record<string, unknown> };
type Answer = "ack" | "silence" | { nak: number };

/** For tests: where a router listens for CoA and Disconnect. */
export async function openListener(answerOf: (heard: Heard) => Answer) {
  const socket = createSocket("udp4");
  const secret = secretOf(sharedSecret);
  const heard: Heard[] = [];
  socket.on("message", (bytes, from) => {
    const packet = decodePacket(bytes);
    if (!packet.ok || !verifyRequest(packet.value, secret).ok) return;
    const one = { packet: packet.value, named: readNamed(packet.value) };
    heard.push(one);
    const answer = answerOf(one);
    if (answer === "silence") return;
    const [ack, nak] =
      packet.value.code === Code.CoaRequest ? [Code.CoaAck, Code.CoaNak] : [Code.DisconnectAck, Code.DisconnectNak];
    const reply = encodeReply({
      code: answer === "ack" ? ack : nak,
      request: packet.value,
      attributes: answer === "ack" ? [] : [integerAttribute(Type.ErrorCause, answer.nak)],
      secret,
      messageAuthenticator: true,
    });
    socket.send(reply, from.port, from.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return { port: socket.address().port, heard, close: () => socket.close() };
}
