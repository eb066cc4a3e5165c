import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import {
  type Attribute,
  bytesAttribute,
  Code,
  decodePacket,
  eapAttributes,
  eapMessageOf,
  encodeReply,
  mskAttributes,
  type Packet,
  secretOf,
  stateAttribute,
  stateOf,
  verifyRequest,
} from "@beacom/radius";
import { valueOf } from "@beacom/result";
import { beginEap, type EapConversation, type EapDeps } from "#begin-eap";
import type { EapStep } from "#conversation";

const eapKeyName = 102;
const code = { ask: Code.AccessChallenge, accepted: Code.AccessAccept, refused: Code.AccessReject };

export type TestRadiusServer = { port: number; steps: EapStep[]; close(): void };

/** EAP over RADIUS (RFC 3579) on a loopback port, as small as eapol_test lets it be. It remembers every step for the test. */
export async function startRadiusServer(deps: EapDeps, sharedSecret: string): Promise<TestRadiusServer> {
  const secret = secretOf(sharedSecret);
  const socket = createSocket("udp4");
  const conversations = new Map<string, EapConversation>();
  const steps: EapStep[] = [];

  async function answer(packet: Packet, reply: (bytes: Uint8Array) => void): Promise<void> {
    const known = Buffer.from(stateOf(packet) ?? []).toString("hex");
    const { state, step } = await hear(known, eapMessageOf(packet) ?? new Uint8Array());
    steps.push(step);
    if (step.kind === "ignored") return;
    if (step.kind !== "ask") conversations.delete(state);
    const attributes = eapAttributes(step.eap);
    if (step.kind === "ask") attributes.push(stateAttribute(Buffer.from(state, "hex")));
    if (step.kind === "accepted") attributes.push(...keysOf(step, packet));
    reply(encodeReply({ code: code[step.kind], request: packet, attributes, secret, messageAuthenticator: true }));
  }

  async function hear(known: string, eap: Uint8Array): Promise<{ state: string; step: EapStep }> {
    const conversation = conversations.get(known);
    if (conversation !== undefined) return { state: known, step: await conversation.hear(eap) };
    const begun = valueOf(beginEap(deps, eap));
    const state = randomBytes(16).toString("hex");
    conversations.set(state, begun.conversation);
    return { state, step: begun.first };
  }

  function keysOf(step: EapStep & { kind: "accepted" }, { authenticator }: Packet): Attribute[] {
    const { msk, sessionId } = step;
    const keys = msk === undefined ? [] : mskAttributes({ msk, secret, authenticator });
    return sessionId === undefined ? keys : [...keys, bytesAttribute(eapKeyName, sessionId)];
  }

  socket.on("message", (datagram, { port, address }) => {
    const packet = valueOf(decodePacket(datagram));
    valueOf(verifyRequest(packet, secret));
    void answer(packet, (bytes) => socket.send(bytes, port, address));
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return {
    port: socket.address().port,
    steps,
    close() {
      socket.close();
      for (const conversation of conversations.values()) conversation.close();
    },
  };
}
